//! Small conversions between plain text, HTML and Markdown.

use serde_json::{Map, Value};
use std::fmt::Write;

/// Text as it may stand in HTML, in an attribute too.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
    out
}

/// What an agent's plain text looks like as `htmlText`.
pub(crate) fn html_of_text(text: &str) -> String {
    format!("<p>{}</p>", escape(text).replace('\n', "<br>"))
}

/// Paragraphs, line breaks and `**bold**`: enough to show that Markdown becomes HTML.
pub(crate) fn html_of_markdown(markdown: &str) -> String {
    markdown
        .split("\n\n")
        .map(|paragraph| html_of_text(&bold_marks(paragraph)))
        .collect::<String>()
        .replace(&escape(BOLD_ON), "<strong>")
        .replace(&escape(BOLD_OFF), "</strong>")
}

// Private-use characters: no text of a person holds them, and escaping leaves them alone.
const BOLD_ON: &str = "\u{e000}";
const BOLD_OFF: &str = "\u{e001}";

fn bold_marks(text: &str) -> String {
    let parts: Vec<&str> = text.split("**").collect();
    // An even count of parts means that one mark has no partner: leave the text as it is.
    if parts.len().is_multiple_of(2) {
        return text.to_owned();
    }
    parts.iter().enumerate().fold(String::new(), |mut out, (at, part)| {
        match at % 2 {
            1 => _ = write!(out, "{BOLD_ON}{part}{BOLD_OFF}"),
            _ => out.push_str(part),
        }
        out
    })
}

/// The words of an HTML text.
pub(crate) fn text_of_html(html: &str) -> String {
    let broken = html.replace("<br>", "\n").replace("<br/>", "\n").replace("</p><p>", "\n\n");
    let mut out = String::new();
    let mut in_tag = false;
    for character in broken.chars() {
        match character {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if !in_tag => out.push(character),
            _ => {}
        }
    }
    let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(out, |text, (entity, character)| text.replace(entity, character));
    plain.trim().to_owned()
}

/// The numbered fallback text the vendor gives a carousel.
pub(crate) fn text_of_items(content: &Map<String, Value>) -> String {
    let items = content.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let mut lines = vec![format!("{}. {}", at + 1, text(item, "title").unwrap_or_default())];
            lines.extend(text(item, "description"));
            let actions = item.get("actions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            lines.extend(
                actions
                    .iter()
                    .filter_map(|action| Some(format!("{}: {}", text(action, "text")?, text(action, "uri")?))),
            );
            lines.join("\n")
        })
        .collect::<Vec<_>>()
        .join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_html_and_text_again() {
        let html = html_of_markdown("Hi **you** & <them>\nsecond\n\nthird");
        assert_eq!(html, "<p>Hi <strong>you</strong> &amp; &lt;them&gt;<br>second</p><p>third</p>");
        assert_eq!(text_of_html(&html), "Hi you & <them>\nsecond\n\nthird");
    }

    #[test]
    fn a_lone_mark_stays() {
        assert_eq!(html_of_markdown("2 ** 3"), "<p>2 ** 3</p>");
    }

    #[test]
    fn attributes_cannot_be_left() {
        assert_eq!(escape("\"'><script>"), "&quot;&#39;&gt;&lt;script&gt;");
    }
}
