//! Formatted text as nodes. Nothing here parses: the relay sends a tree, and each part of it becomes an element or a
//! text node.

use super::dom::{add, add_text, put_text, set};
use crate::core::{host_of, is_safe};
use baton_protocol::{Block, Span};
use web_sys::Element;

/// What every link out of the chat carries.
const REL: &str = "noopener noreferrer nofollow";

/// Puts blocks into an element. Each runs in the direction of its own first letter; what holds them keeps that of the page,
/// by which its corners are told apart.
pub(super) fn put_blocks(parent: &Element, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(spans) => put_spans(&add_directed(parent, "p"), spans),
            Block::Heading(spans) => put_spans(&add_directed(parent, "h3"), spans),
            Block::List { start, items } => put_list(parent, *start, items),
            Block::Quote(inner) => put_blocks(&add_directed(parent, "blockquote"), inner),
            Block::Code(text) => {
                add_text(&add(parent, "pre", ""), "code", "", text);
            }
            Block::Rule => {
                add(parent, "hr", "");
            }
            _ => {}
        }
    }
}

fn add_directed(parent: &Element, name: &str) -> Element {
    let block = add(parent, name, "");
    set(&block, "dir", "auto");
    block
}

fn put_list(parent: &Element, start: Option<u32>, items: &[Vec<Block>]) {
    let list = add_directed(parent, if start.is_some() { "ol" } else { "ul" });
    if let Some(start) = start.filter(|start| *start != 1) {
        set(&list, "start", &start.to_string());
    }
    for item in items {
        put_blocks(&add(&list, "li", ""), item);
    }
}

fn put_spans(parent: &Element, spans: &[Span]) {
    for span in spans {
        match span {
            Span::Text(text) => put_text(parent, text),
            Span::Strong(inner) => put_spans(&add(parent, "strong", ""), inner),
            Span::Emphasis(inner) => put_spans(&add(parent, "em", ""), inner),
            Span::Strike(inner) => put_spans(&add(parent, "s", ""), inner),
            Span::Code(text) => {
                add_text(parent, "code", "", text);
            }
            Span::Link { href, text } => put_link(parent, href, text),
            Span::Break => {
                add(parent, "br", "");
            }
            _ => {}
        }
    }
}

/// A link says where it leads, unless its text does already.
fn put_link(parent: &Element, href: &str, text: &[Span]) {
    let Some(link) = add_link(parent, "", href) else { return put_spans(parent, text) };
    put_spans(&link, text);
    let shown = link.text_content().unwrap_or_default();
    // By hand: the library's search for a text in a text is a kilobyte of its own.
    let is_shown = |host: &&str| shown.as_bytes().windows(host.len().max(1)).any(|part| part == host.as_bytes());
    if let Some(host) = host_of(href).filter(|host| !is_shown(host)) {
        add_text(parent, "span", "baton-host", &["(", host, ")"].concat());
    }
}

/// A link out of the chat; none where the address is not to be followed.
pub(super) fn add_link(parent: &Element, class: &str, href: &str) -> Option<Element> {
    is_safe(href).then(|| {
        let link = add(parent, "a", class);
        set(&link, "href", href);
        set(&link, "target", "_blank");
        set(&link, "rel", REL);
        link
    })
}
