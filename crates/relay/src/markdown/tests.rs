use super::*;
use baton_protocol::Span;
use proptest::prelude::*;

fn text(text: &str) -> Span {
    Span::Text(text.to_owned())
}

fn paragraph(spans: Vec<Span>) -> Block {
    Block::Paragraph(spans)
}

#[test]
fn markdown_becomes_blocks_and_spans() {
    let blocks = tree(
        "# Returns\n\nSend it **back** within _30_ days:\n\n1. pack it\n2. [print a label](https://shop.example/label)\n\n> really\n\n```\ncode\n```\n",
    );
    assert_eq!(
        blocks,
        vec![
            Block::Heading(vec![text("Returns")]),
            paragraph(vec![
                text("Send it "),
                Span::Strong(vec![text("back")]),
                text(" within "),
                Span::Emphasis(vec![text("30")]),
                text(" days:"),
            ]),
            Block::List {
                start: Some(1),
                items: vec![
                    vec![paragraph(vec![text("pack it")])],
                    vec![paragraph(vec![Span::Link {
                        href: "https://shop.example/label".to_owned(),
                        text: vec![text("print a label")],
                    }])],
                ],
            },
            Block::Quote(vec![paragraph(vec![text("really")])]),
            Block::Code("code".to_owned()),
        ]
    );
}

#[test]
fn html_in_markdown_is_text() {
    assert_eq!(tree("<script>alert(1)</script>"), vec![paragraph(vec![text("<script>alert(1)</script>")])]);
}

#[test]
fn a_picture_is_a_link_and_a_line_end_is_kept() {
    assert_eq!(
        tree("one\ntwo ![a fern](https://shop.example/fern.png)"),
        vec![paragraph(vec![
            text("one"),
            Span::Break,
            text("two "),
            Span::Link { href: "https://shop.example/fern.png".to_owned(), text: vec![text("a fern")] },
        ])]
    );
}

#[test]
fn an_agents_html_becomes_the_same_tree() {
    assert_eq!(
        from_html("<p>Hi, this is <strong>Ana</strong>.<br>How can I help?</p><ul><li>a</li><li>b</li></ul>", ""),
        vec![
            paragraph(vec![
                text("Hi, this is "),
                Span::Strong(vec![text("Ana")]),
                text("."),
                Span::Break,
                text("How can I help?"),
            ]),
            Block::List {
                start: None,
                items: vec![vec![paragraph(vec![text("a")])], vec![paragraph(vec![text("b")])]],
            },
        ]
    );
}

#[test]
fn html_that_leaves_nothing_falls_back_to_the_text() {
    assert_eq!(from_html("<script>alert(1)</script>", "Hello"), Block::plain("Hello"));
}

/// Links out of a tree.
fn links(blocks: &[Block]) -> Vec<String> {
    fn of_spans(spans: &[Span], out: &mut Vec<String>) {
        for span in spans {
            match span {
                Span::Link { href, text } => {
                    out.push(href.clone());
                    of_spans(text, out);
                }
                Span::Strong(inner) | Span::Emphasis(inner) | Span::Strike(inner) => of_spans(inner, out),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(spans) | Block::Heading(spans) => of_spans(spans, &mut out),
            Block::List { items, .. } => out.extend(items.iter().flat_map(|item| links(item))),
            Block::Quote(inner) => out.extend(links(inner)),
            _ => {}
        }
    }
    out
}

/// Addresses that must not become links, as Markdown and as HTML.
const HOSTILE: [&str; 18] = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java&#x0A;script:alert(1)",
    "&#106;avascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:https://shop.example/1",
    "about:blank",
    "view-source:https://shop.example",
    "ws://shop.example",
    "ftp://shop.example",
    "//evil.example/x",
    "/relative",
    "x-custom:1",
];

#[test]
fn hostile_addresses_are_never_links() {
    for address in HOSTILE {
        for blocks in [
            tree(&format!("[x]({address})")),
            tree(&format!("[x](<{address}>)")),
            tree(&format!("![x]({address})")),
            from_html(&format!("<a href=\"{address}\">x</a>"), "x"),
            from_html(&format!("<a href='{address}' onclick='alert(1)'>x</a>"), "x"),
        ] {
            assert_eq!(links(&blocks), Vec::<String>::new(), "{address}");
        }
    }
}

#[test]
fn deep_and_long_input_stays_bounded() {
    let deep = ">".repeat(5_000) + " x";
    assert!(serde_json::to_string(&tree(&deep)).unwrap().len() < 10_000);
    let html = "<blockquote><b>".repeat(2_000) + "x";
    assert!(serde_json::to_string(&from_html(&html, "x")).unwrap().len() < 10_000);
    let long = "- x\n".repeat(20_000);
    assert!(Block::text_of(&tree(&long)).lines().count() <= 4_000);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic_or_link_elsewhere(input in "(\\PC|[<>*_`~\\[\\]()!#>\\-\\n \"'&;:/]){0,200}") {
        for blocks in [tree(&input), from_html(&input, &input)] {
            for href in links(&blocks) {
                let known = ["https:", "http:", "mailto:", "tel:"];
                prop_assert!(known.iter().any(|scheme| href.starts_with(scheme)), "{href}");
            }
        }
    }
}
