//! Formatted text as nodes. Nothing here parses: the relay sends a tree, and each part of it becomes an element or a
//! text node.

use crate::core::{host_of, is_safe};
use baton_protocol::{Block, Span};
use leptos::prelude::document;
use std::sync::Arc;
use web_sys::Element;

/// Puts blocks into an element.
#[expect(clippy::needless_pass_by_value, reason = "the form of a directive")]
pub(super) fn fill(element: Element, blocks: Arc<Vec<Block>>) {
    put_blocks(&element, &blocks);
}

fn put_blocks(parent: &Element, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph(spans) => put_spans(&element(parent, "p"), spans),
            Block::Heading(spans) => put_spans(&element(parent, "h3"), spans),
            Block::List { start, items } => put_list(parent, *start, items),
            Block::Quote(inner) => put_blocks(&element(parent, "blockquote"), inner),
            Block::Code(text) => {
                let code = element(&element(parent, "pre"), "code");
                code.set_text_content(Some(text));
            }
            Block::Rule => {
                element(parent, "hr");
            }
            _ => {}
        }
    }
}

fn put_list(parent: &Element, start: Option<u32>, items: &[Vec<Block>]) {
    let list = element(parent, if start.is_some() { "ol" } else { "ul" });
    if let Some(start) = start.filter(|start| *start != 1) {
        set(&list, "start", &start.to_string());
    }
    for item in items {
        put_blocks(&element(&list, "li"), item);
    }
}

fn put_spans(parent: &Element, spans: &[Span]) {
    for span in spans {
        match span {
            Span::Text(text) => put_text(parent, text),
            Span::Strong(inner) => put_spans(&element(parent, "strong"), inner),
            Span::Emphasis(inner) => put_spans(&element(parent, "em"), inner),
            Span::Strike(inner) => put_spans(&element(parent, "s"), inner),
            Span::Code(text) => put_text(&element(parent, "code"), text),
            Span::Link { href, text } => put_link(parent, href, text),
            Span::Break => {
                element(parent, "br");
            }
            _ => {}
        }
    }
}

/// A link says where it leads, unless its text does already.
fn put_link(parent: &Element, href: &str, text: &[Span]) {
    if !is_safe(href) {
        return put_spans(parent, text);
    }
    let link = element(parent, "a");
    set(&link, "href", href);
    set(&link, "target", "_blank");
    set(&link, "rel", REL);
    put_spans(&link, text);
    let shown = link.text_content().unwrap_or_default();
    if let Some(host) = host_of(href).filter(|host| !shown.contains(host)) {
        let note = element(parent, "span");
        set(&note, "class", "baton-host");
        note.set_text_content(Some(&["(", host, ")"].concat()));
    }
}

/// What every link out of the chat carries.
pub(super) const REL: &str = "noopener noreferrer nofollow";

fn put_text(parent: &Element, text: &str) {
    // Appending to an element that was just made cannot fail; nor can the calls below.
    let _ = parent.append_child(&document().create_text_node(text));
}

fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}

fn element(parent: &Element, name: &str) -> Element {
    match document().create_element(name) {
        Ok(child) => {
            let _ = parent.append_child(&child);
            child
        }
        // A browser that knows no <p> shows the text in its parent.
        Err(_) => parent.clone(),
    }
}
