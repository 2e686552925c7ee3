//! What a file is: its bytes decide, its name must agree.

use super::name::extension_of;

/// A file that may be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The media type found in the bytes; `text/plain` or `application/octet-stream` where they do not tell.
    pub media_type: String,
}

/// Kinds whose bytes are known to the library under another name than people give them, or share one container.
const SAME: [(&str, &[&str]); 12] = [
    ("jpg", &["jpg", "jpeg", "jfif"]),
    ("tif", &["tif", "tiff"]),
    ("heif", &["heic", "heif"]),
    ("zip", &["zip", "docx", "xlsx", "pptx", "odt", "pages", "numbers"]),
    ("docx", &["docx"]),
    ("xlsx", &["xlsx"]),
    ("pptx", &["pptx", "ppsx"]),
    ("mp4", &["mp4", "m4v", "m4a", "mov", "mp4a"]),
    ("mov", &["mov", "qt", "mp4"]),
    ("ogg", &["ogg", "oga", "ogv", "opus"]),
    ("mkv", &["webm"]),
    ("mpg", &["mpg", "mpeg"]),
];

/// Extensions whose files are plain text, which has no mark of its own.
const TEXTS: [&str; 9] = ["txt", "csv", "log", "eml", "ics", "vcf", "key", "yaml", "yml"];
/// Extensions of old office files, which share one container.
const OLE: [&str; 5] = ["doc", "xls", "ppt", "pps", "msg"];

/// What a file is, from its name and first bytes; `Err` says why it is not taken. `taken` are the site's extensions.
pub fn kind_of(name: &str, head: &[u8], taken: &[String]) -> Result<Kind, String> {
    let Some(extension) = extension_of(name) else {
        return Err("a file needs an extension in its name".to_owned());
    };
    if !taken.contains(&extension) {
        return Err(format!("files of the type .{extension} are not taken here"));
    }
    let found = infer::get(head);
    match found {
        Some(kind) if agrees(&extension, kind.extension()) => Ok(Kind { media_type: kind.mime_type().to_owned() }),
        Some(kind) => Err(format!("the file is named .{extension} but is of the type {}", kind.mime_type())),
        None if TEXTS.contains(&extension.as_str()) => text(&extension, head),
        None => Err(format!("the file is named .{extension} but its content is not")),
    }
}

fn agrees(extension: &str, found: &str) -> bool {
    let known = SAME.iter().find(|(kind, _)| *kind == found).map_or(&[][..], |(_, names)| names);
    // `infer` calls the shared container of old office files by whichever it looked for first.
    extension == found || known.contains(&extension) || (OLE.contains(&extension) && OLE.contains(&found))
}

fn text(extension: &str, head: &[u8]) -> Result<Kind, String> {
    // A file is read in parts: its head may end inside a character.
    let is_text = match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    if !is_text || head.contains(&0) {
        return Err(format!("the file is named .{extension} but is no plain text in UTF-8"));
    }
    if looks_like_markup(head) {
        return Err(format!("the file is named .{extension} but holds markup that a browser would run"));
    }
    Ok(Kind { media_type: "text/plain".to_owned() })
}

/// Whether a browser that guesses would take it for a page or a picture with scripts.
fn looks_like_markup(head: &[u8]) -> bool {
    let start: Vec<u8> = head.iter().copied().skip_while(u8::is_ascii_whitespace).take(64).collect();
    let start = String::from_utf8_lossy(&start).to_ascii_lowercase();
    ["<!doctype", "<html", "<svg", "<script", "<?xml", "<body", "<head", "<iframe"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const PDF: &[u8] = b"%PDF-1.7\n";

    fn taken() -> Vec<String> {
        ["png", "jpg", "jpeg", "pdf", "txt", "csv"].map(str::to_owned).to_vec()
    }

    #[test]
    fn bytes_and_name_that_agree_are_taken() {
        for (name, head, media_type) in [
            ("a.png", PNG, "image/png"),
            ("A.PNG", PNG, "image/png"),
            ("b.pdf", PDF, "application/pdf"),
            ("c.jpeg", b"\xff\xd8\xff\xe0\0\x10JFIF".as_slice(), "image/jpeg"),
            ("d.txt", "Grüße".as_bytes(), "text/plain"),
        ] {
            assert_eq!(kind_of(name, head, &taken()).unwrap().media_type, media_type, "{name}");
        }
    }

    #[test]
    fn a_text_cut_inside_a_character_is_text() {
        let head = "ü".as_bytes();
        assert!(kind_of("a.txt", &head[..1], &taken()).is_ok());
    }

    #[test]
    fn disguises_and_strangers_are_refused() {
        for (name, head) in [
            ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".as_slice()),
            ("a.png", PDF),
            ("a.pdf", b"MZ\x90\0\x03\0\0\0"),
            ("a.txt", b"MZ\x90\0\x03\0\0\0"),
            ("a.txt", b"\n <!DOCTYPE html><script>alert(1)</script>"),
            ("a.txt", b"\xff\xfe\x00binary"),
            ("a.svg", b"<svg/>"),
            ("a.exe", b"MZ\x90\0"),
            ("a.html", b"<html>"),
            ("png", PNG),
            ("a.", PNG),
        ] {
            assert!(kind_of(name, head, &taken()).is_err(), "{name} {head:?}");
        }
    }
}
