//! Which files the vendor takes: an extension it allows, and bytes that are what the extension says.

use crate::answer::Refusal;

/// Extensions the vendor allows, with the media type each stands for.
const ALLOWED: [(&str, &str); 59] = [
    ("3g2", "video/3gpp2"),
    ("3gp", "video/3gpp"),
    ("7z", "application/x-7z-compressed"),
    ("aac", "audio/aac"),
    ("amr", "audio/amr"),
    ("avi", "video/x-msvideo"),
    ("bmp", "image/bmp"),
    ("csv", "text/csv"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("eml", "message/rfc822"),
    ("gif", "image/gif"),
    ("heic", "image/heic"),
    ("heif", "image/heif"),
    ("ics", "text/calendar"),
    ("jfif", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("key", "application/vnd.apple.keynote"),
    ("log", "text/plain"),
    ("m4a", "audio/mp4"),
    ("m4v", "video/x-m4v"),
    ("mov", "video/quicktime"),
    ("mp3", "audio/mpeg"),
    ("mp4", "video/mp4"),
    ("mp4a", "audio/mp4"),
    ("mpeg", "video/mpeg"),
    ("mpg", "video/mpeg"),
    ("mpga", "audio/mpeg"),
    ("neon", "text/plain"),
    ("numbers", "application/vnd.apple.numbers"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("oga", "audio/ogg"),
    ("ogg", "audio/ogg"),
    ("ogv", "video/ogg"),
    ("opus", "audio/opus"),
    ("pages", "application/vnd.apple.pages"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("pps", "application/vnd.ms-powerpoint"),
    ("ppsx", "application/vnd.openxmlformats-officedocument.presentationml.slideshow"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("qt", "video/quicktime"),
    ("svg", "image/svg+xml"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("txt", "text/plain"),
    ("vcf", "text/vcard"),
    ("wav", "audio/wav"),
    ("webm", "video/webm"),
    ("webp", "image/webp"),
    ("wmv", "video/x-ms-wmv"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("xml", "text/xml"),
    ("yaml", "text/yaml"),
    ("yml", "text/yaml"),
    ("zip", "application/zip"),
];

/// Formats that share a container with others, so that the first bytes name the container only.
const ZIPPED: [&str; 9] = ["docx", "xlsx", "pptx", "ppsx", "odt", "key", "numbers", "pages", "zip"];
const LEGACY_OFFICE: [&str; 4] = ["doc", "xls", "ppt", "pps"];

/// The media type that a name promises.
pub(crate) fn of_name(name: &str) -> Option<&'static str> {
    let extension = extension(name)?;
    ALLOWED.iter().find(|(known, _)| *known == extension).map(|(_, kind)| *kind)
}

fn extension(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase())
}

/// The media type of a file, or why the vendor does not take it.
pub(crate) fn check(name: &str, bytes: &[u8]) -> Result<&'static str, Refusal> {
    let promised = of_name(name).ok_or_else(|| Refusal::media_type("File extension not allowed"))?;
    let extension = extension(name).unwrap_or_default();
    let Some(found) = infer::get(bytes) else {
        let textual = promised.starts_with("text/") || promised == "message/rfc822" || promised == "image/svg+xml";
        let readable = textual && std::str::from_utf8(bytes).is_ok();
        return if readable { Ok(promised) } else { Err(Refusal::media_type("File type could not be retrieved")) };
    };
    let found = found.mime_type();
    let family = |kind: &str| kind.split_once('/').map(|(family, _)| family.to_owned());
    let same_family = family(found) == family(promised) && !found.starts_with("application/");
    let same_container = (ZIPPED.contains(&extension.as_str()) && is_zip(found))
        || (LEGACY_OFFICE.contains(&extension.as_str()) && found.contains("ms"));
    // Audio in a video container and the reverse are one format under two names.
    let same_stream = ["audio/", "video/"].iter().any(|it| found.starts_with(it))
        && ["audio/", "video/"].iter().any(|it| promised.starts_with(it));
    let fits = match promised {
        "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "application/pdf" => found == promised,
        "image/svg+xml" => found == "text/xml",
        _ => found == promised || same_family || same_container || same_stream,
    };
    if fits { Ok(promised) } else { Err(Refusal::media_type("File type not allowed")) }
}

fn is_zip(found: &str) -> bool {
    found == "application/zip" || found.contains("openxmlformats") || found.contains("opendocument")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13];

    fn title(name: &str, bytes: &[u8]) -> String {
        check(name, bytes).expect_err("refused").title
    }

    #[test]
    fn a_file_must_be_what_its_name_says() {
        let elf = &[b"\x7fELF\x02\x01\x01".as_slice(), &[0; 60]].concat();
        assert_eq!(check("a.png", PNG).expect("taken"), "image/png");
        assert_eq!(check("A.PDF", b"%PDF-1.7\n").expect("taken"), "application/pdf");
        assert_eq!(check("notes.txt", b"hello").expect("taken"), "text/plain");
        assert_eq!(title("a.jpg", PNG), "File type not allowed");
        assert_eq!(title("a.png", elf), "File type not allowed");
        assert_eq!(title("a.png", b"hello"), "File type could not be retrieved");
        assert_eq!(title("notes.txt", &[0xff, 0xfe, 0xfd]), "File type could not be retrieved");
        assert_eq!(title("a.exe", b"MZ"), "File extension not allowed");
        assert_eq!(title("noextension", PNG), "File extension not allowed");
    }
}
