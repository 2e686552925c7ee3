//! The question a visitor is asked before anything else, as part of the document: its text needs no script to be read.
//! `public/consent.js` shows it and hears the answer.

use super::document::escaped;
use crate::markdown;
use baton_protocol::{Block, Span};

/// The question. English: the widget's own words come later than it.
pub(super) fn gate(text: &str, fallback: Option<&str>) -> String {
    let text: String = markdown::tree(text).iter().map(block).collect();
    let elsewhere = fallback.map(|address| {
        format!(
            " <a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">You can reach us here instead.</a>",
            escaped(address)
        )
    });
    format!(
        "<section id=\"baton-consent\" aria-label=\"Before we start\" hidden>\
         <div class=\"baton-strip\" id=\"baton-ask\"><div class=\"baton-rich\" dir=\"auto\">{text}</div>\
         <div class=\"baton-actions\"><button class=\"baton-button\" id=\"baton-decline\" type=\"button\">No, thanks</button>\
         <button class=\"baton-button baton-button--main\" id=\"baton-agree\" type=\"button\">Agree</button></div></div>\
         <div class=\"baton-strip\" id=\"baton-declined\" role=\"status\" tabindex=\"-1\" hidden>\
         <p><span id=\"baton-declined-text\">That is fine: nothing was sent or stored.</span>{}</p></div></section>",
        elsewhere.unwrap_or_default()
    )
}

fn block(block: &Block) -> String {
    match block {
        Block::Paragraph(text) => format!("<p>{}</p>", spans(text)),
        Block::Heading(text) => format!("<p><strong>{}</strong></p>", spans(text)),
        Block::List { start, items } => {
            let tag = if start.is_some() { "ol" } else { "ul" };
            let item = |item: &Vec<Block>| format!("<li>{}</li>", item.iter().map(self::block).collect::<String>());
            format!("<{tag}>{}</{tag}>", items.iter().map(item).collect::<String>())
        }
        Block::Quote(blocks) => blocks.iter().map(self::block).collect(),
        other => format!("<p>{}</p>", escaped(&Block::text_of(std::slice::from_ref(other)))),
    }
}

fn spans(text: &[Span]) -> String {
    text.iter().map(span).collect()
}

fn span(text: &Span) -> String {
    match text {
        Span::Text(text) | Span::Code(text) => escaped(text),
        Span::Strong(text) => format!("<strong>{}</strong>", spans(text)),
        Span::Emphasis(text) | Span::Strike(text) => format!("<em>{}</em>", spans(text)),
        Span::Link { href, text } => {
            let href = escaped(href);
            format!("<a href=\"{href}\" target=\"_blank\" rel=\"noopener noreferrer\">{}</a>", spans(text))
        }
        Span::Break => "<br>".to_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_out_and_nothing_escapes() {
        let html = gate(
            "We keep what you write: see [privacy](https://shop.example/privacy?a=1&b=2).\n\n<script>x</script>",
            None,
        );
        let link = "<a href=\"https://shop.example/privacy?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer\">privacy</a>";
        assert!(html.contains(link), "{html}");
        assert!(!html.contains("<script"), "{html}");
        assert!(!gate("[x](javascript:alert(1))", None).contains("javascript:"));
        assert!(gate("x", Some("mailto:help@shop.example")).contains("href=\"mailto:help@shop.example\""));
    }
}
