use crate::sample::paragraph;
use baton_protocol::{Block, Span};
use proptest::prelude::*;

fn text(of: &str) -> Vec<Span> {
    vec![Span::Text(of.to_owned())]
}

#[test]
fn plain_text_becomes_paragraphs_and_breaks() {
    let two_lines = |one: &str, two: &str| {
        Block::Paragraph(vec![Span::Text(one.to_owned()), Span::Break, Span::Text(two.to_owned())])
    };
    for (plain, blocks) in [
        ("", vec![]),
        (" \n\t\n", vec![]),
        ("one", vec![paragraph("one")]),
        ("one\n", vec![paragraph("one")]),
        ("one\ntwo", vec![two_lines("one", "two")]),
        ("one\r\ntwo\r\n", vec![two_lines("one", "two")]),
        ("one\n\ntwo", vec![paragraph("one"), paragraph("two")]),
        ("one\r\n\r\ntwo", vec![paragraph("one"), paragraph("two")]),
        ("\n\none\n\n\n\n \ntwo\n\n", vec![paragraph("one"), paragraph("two")]),
        ("  indented", vec![paragraph("  indented")]),
        ("<b>*not* [markup](https://x)</b>", vec![paragraph("<b>*not* [markup](https://x)</b>")]),
    ] {
        assert_eq!(Block::plain(plain), blocks, "{plain:?}");
    }
}

#[test]
fn the_text_of_blocks() {
    let list = |start| Block::List { start, items: vec![vec![paragraph("a")], vec![paragraph("b")]] };
    for (blocks, expected) in [
        (vec![], ""),
        (vec![paragraph("one"), paragraph("two")], "one\ntwo"),
        (vec![Block::Heading(text("Title")), paragraph("body")], "Title\nbody"),
        (vec![list(None)], "- a\n- b"),
        (vec![list(Some(9))], "9. a\n10. b"),
        (vec![list(Some(u32::MAX))], "4294967295. a\n4294967295. b"),
        (vec![Block::List { start: None, items: vec![vec![paragraph("a"), list(Some(1))]] }], "- a\n  1. a\n  2. b"),
        (vec![Block::Quote(vec![paragraph("one"), paragraph("two")]), paragraph("mine")], "> one\n> two\nmine"),
        (vec![Block::Code("x\ny".to_owned()), Block::Rule], "x\ny\n---"),
    ] {
        assert_eq!(Block::text_of(&blocks), expected);
    }
}

#[test]
fn the_text_of_spans() {
    let link = |href: &str, shown: &str| Span::Link { href: href.to_owned(), text: text(shown) };
    for (spans, expected) in [
        (vec![Span::Strong(vec![Span::Emphasis(vec![Span::Strike(text("deep"))])])], "deep"),
        (vec![Span::Text("run ".to_owned()), Span::Code("ls".to_owned()), Span::Break], "run ls\n"),
        (vec![link("https://example.org/", "here")], "here (https://example.org/)"),
        (vec![link("https://example.org/", "https://example.org/")], "https://example.org/"),
        (vec![link("https://example.org/", "")], "https://example.org/"),
        (vec![link("https://evil.example/", "https://bank.example/")], "https://bank.example/ (https://evil.example/)"),
        (vec![Span::Text("é ".to_owned()), link("mailto:a@b.example", "write")], "é write (mailto:a@b.example)"),
    ] {
        assert_eq!(Block::text_of(&[Block::Paragraph(spans)]), expected);
    }
}

proptest! {
    /// Nothing that was said is lost or added on the way through blocks, blank lines apart.
    #[test]
    fn plain_text_comes_back(lines in prop::collection::vec("[^\r\n]{0,12}", 0..8)) {
        let said: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.trim().is_empty()).collect();
        prop_assert_eq!(Block::text_of(&Block::plain(&lines.join("\n"))), said.join("\n"));
    }
}
