use baton_zendesk::limits::TEXT_MAX;
use baton_zendesk::messages::split_text;
use proptest::prelude::*;

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #[test]
    fn every_piece_is_taken_and_nothing_is_lost(
        parts in prop::collection::vec(("\\PC{0,9}|[ \t\n]{1,3}|😀|e\u{301}|👩\u{200d}🚀", 1usize..900), 0..24)
    ) {
        let text: String = parts.iter().map(|(part, times)| part.repeat(*times)).collect();
        let pieces = split_text(&text);
        for piece in &pieces {
            prop_assert!(units(piece) <= TEXT_MAX && piece.chars().count() <= TEXT_MAX);
            prop_assert!(!piece.trim().is_empty());
        }
        prop_assert_eq!(without_blanks(&pieces.concat()), without_blanks(&text));
        // No more pieces than halves of the limit need.
        prop_assert!(pieces.len() <= units(&text) / (TEXT_MAX / 2) + 1);
    }
}

#[test]
fn a_text_that_fits_is_left_alone() {
    assert_eq!(split_text(""), Vec::<&str>::new());
    assert_eq!(split_text("\n  \n"), Vec::<&str>::new());
    let text = "x".repeat(TEXT_MAX);
    assert_eq!(split_text(&text), [text.as_str()]);
    // Two UTF-16 units each, so half as many fit.
    let faces = "😀".repeat(TEXT_MAX / 2);
    assert_eq!(split_text(&faces), [faces.as_str()]);
    assert_eq!(split_text(&format!("{faces}!")), [faces.as_str(), "!"]);
}

#[test]
fn a_cut_prefers_the_end_of_a_line_then_a_blank() {
    let line = format!("{}\r\n", "word ".repeat(500));
    let tail = "tail ".repeat(400);
    assert_eq!(split_text(&format!("{line}{tail}")), [line.as_str(), tail.as_str()]);
    let words = "word ".repeat(1_000);
    let pieces = split_text(&words);
    assert_eq!(pieces.concat(), words);
    assert!(pieces[0].ends_with("word ") && units(pieces[0]) == 4_095, "{}", units(pieces[0]));
}

#[test]
fn a_cut_parts_neither_accents_nor_joined_emoji() {
    let astronaut = "👩\u{200d}🚀";
    for (filler, whole) in [(TEXT_MAX - 1, "e\u{301}"), (TEXT_MAX - 3, astronaut), (TEXT_MAX - 2, "👍\u{1f3fd}")] {
        let head = "x".repeat(filler);
        assert_eq!(split_text(&format!("{head}{whole}")), [head.as_str(), whole]);
    }
    // A run of marks longer than any letter has is cut where the limit is.
    let marks = "\u{301}".repeat(TEXT_MAX + 5);
    assert_eq!(split_text(&marks).len(), 2);
}
