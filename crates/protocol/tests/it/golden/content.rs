use super::{both_ways, tags, whole_variant};
use crate::sample::paragraph;
use crate::shape::variants_of;
use baton_protocol::{Block, Span};
use serde_json::json;

fn text(of: &str) -> Vec<Span> {
    vec![Span::Text(of.to_owned())]
}

#[test]
fn every_block() {
    let all = [
        (paragraph("one"), json!({"paragraph": [{"text": "one"}]})),
        (Block::Heading(text("two")), json!({"heading": [{"text": "two"}]})),
        (
            Block::List { start: Some(3), items: vec![vec![paragraph("a")], vec![paragraph("b"), Block::Rule]] },
            json!({"list": {"start": 3, "items": [
                [{"paragraph": [{"text": "a"}]}],
                [{"paragraph": [{"text": "b"}]}, "rule"]
            ]}}),
        ),
        (Block::Quote(vec![paragraph("said")]), json!({"quote": [{"paragraph": [{"text": "said"}]}]})),
        (Block::Code("x = 1\n".to_owned()), json!({"code": "x = 1\n"})),
        (Block::Rule, json!("rule")),
    ];
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<Block>());
    for (block, json) in &all {
        match block {
            Block::List { .. } => whole_variant(block, json),
            _ => both_ways(block, json),
        }
    }
    both_ways(&Block::List { start: None, items: Vec::new() }, &json!({"list": {"items": []}}));
}

#[test]
fn every_span() {
    let all = [
        (Span::Text("plain".to_owned()), json!({"text": "plain"})),
        (Span::Strong(text("a")), json!({"strong": [{"text": "a"}]})),
        (Span::Emphasis(text("b")), json!({"emphasis": [{"text": "b"}]})),
        (Span::Strike(text("c")), json!({"strike": [{"text": "c"}]})),
        (Span::Code("d()".to_owned()), json!({"code": "d()"})),
        (
            Span::Link { href: "https://example.org/".to_owned(), text: text("e") },
            json!({"link": {"href": "https://example.org/", "text": [{"text": "e"}]}}),
        ),
        (Span::Break, json!("break")),
    ];
    assert_eq!(tags(all.iter().map(|(_, json)| json)), variants_of::<Span>());
    for (span, json) in &all {
        match span {
            Span::Link { .. } => whole_variant(span, json),
            _ => both_ways(span, json),
        }
    }
}
