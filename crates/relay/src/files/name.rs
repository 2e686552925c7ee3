//! Names of files. They come from strangers and go into headers, downloads and other people's screens.

use baton_protocol::limits;

/// A name to show and to save under: the last part of a path, without control and direction characters, never empty,
/// never only dots, its extension kept when it has to be cut.
pub fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|letter| !is_deceptive(*letter))
        .map(|letter| if "<>:\"|?*".contains(letter) { '_' } else { letter })
        .collect();
    let clean = clean.trim().trim_start_matches('.').trim();
    if clean.is_empty() { "file".to_owned() } else { shortened(clean) }
}

/// Control characters, and those that turn or hide the text around them.
fn is_deceptive(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= limits::FILE_NAME_CHARS {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if extension.chars().count() <= 10 => (stem, format!(".{extension}")),
        _ => (name, String::new()),
    };
    let room = limits::FILE_NAME_CHARS - extension.chars().count();
    let stem: String = stem.chars().take(room).collect();
    stem + &extension
}

/// The extension of a name, in lower case; none where it has none.
pub(super) fn extension_of(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).filter(|extension| !extension.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_paths_controls_and_tricks() {
        for (given, clean) in [
            ("invoice.pdf", "invoice.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\a.png", "a.png"),
            ("a\r\nSet-Cookie: x.png", "aSet-Cookie_ x.png"),
            ("harmless\u{202e}gnp.exe", "harmlessgnp.exe"),
            ("...", "file"),
            ("", "file"),
            (".htaccess", "htaccess"),
            ("Rechnung für Köln.pdf", "Rechnung für Köln.pdf"),
        ] {
            assert_eq!(clean_name(given), clean, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = clean_name(&format!("{}.jpeg", "x".repeat(400)));
        assert_eq!(name.chars().count(), limits::FILE_NAME_CHARS);
        assert!(name.ends_with(".jpeg"));
    }
}
