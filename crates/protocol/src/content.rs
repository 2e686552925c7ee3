//! Formatted text as a small tree. The relay parses Markdown once; the widget turns the tree into DOM nodes, so that no
//! text from anyone is ever parsed as HTML in a browser.

use serde::{Deserialize, Serialize};

/// A block of formatted text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A heading; the level was dropped, a chat bubble has one.
    Heading(Vec<Span>),
    /// A list. `start` is the first number of an ordered one.
    List {
        /// The number of the first item; none for bullets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        start: Option<u32>,
        /// The items, each a run of blocks.
        items: Vec<Vec<Self>>,
    },
    /// A quotation.
    Quote(Vec<Self>),
    /// Preformatted text.
    Code(String),
    /// A dividing line.
    Rule,
}

/// A run of text inside a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Span {
    /// Plain text.
    Text(String),
    /// Strong emphasis.
    Strong(Vec<Self>),
    /// Emphasis.
    Emphasis(Vec<Self>),
    /// Struck out.
    Strike(Vec<Self>),
    /// Code.
    Code(String),
    /// A link. The relay lets only `https:`, `http:`, `mailto:` and `tel:` through.
    Link {
        /// The address.
        href: String,
        /// What is shown.
        text: Vec<Self>,
    },
    /// A line break.
    Break,
}

impl Block {
    /// A plain text as paragraphs, with nothing in it read as markup. Blank lines part paragraphs; other line ends stay
    /// as breaks.
    pub fn plain(text: &str) -> Vec<Self> {
        let mut blocks = Vec::new();
        let mut spans = Vec::new();
        for line in text.lines() {
            if line.trim().is_empty() {
                if !spans.is_empty() {
                    blocks.push(Self::Paragraph(std::mem::take(&mut spans)));
                }
                continue;
            }
            if !spans.is_empty() {
                spans.push(Span::Break);
            }
            spans.push(Span::Text(line.to_owned()));
        }
        if !spans.is_empty() {
            blocks.push(Self::Paragraph(spans));
        }
        blocks
    }

    /// The text of some blocks without any formatting, for transcripts, announcements and previews.
    pub fn text_of(blocks: &[Self]) -> String {
        let mut out = String::new();
        for block in blocks {
            if !out.is_empty() {
                out.push('\n');
            }
            block.write_text(&mut out);
        }
        out
    }

    fn write_text(&self, out: &mut String) {
        match self {
            Self::Paragraph(spans) | Self::Heading(spans) => write_spans(spans, out),
            Self::List { start, items } => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push('\n');
                    }
                    match start {
                        Some(first) => {
                            out.push_str(&(first.saturating_add(u32::try_from(index).unwrap_or(u32::MAX))).to_string());
                            out.push_str(". ");
                        }
                        None => out.push_str("- "),
                    }
                    out.push_str(&Self::text_of(item).replace('\n', "\n  "));
                }
            }
            Self::Quote(blocks) => {
                out.push_str("> ");
                out.push_str(&Self::text_of(blocks).replace('\n', "\n> "));
            }
            Self::Code(text) => out.push_str(text),
            Self::Rule => out.push_str("---"),
        }
    }
}

fn write_spans(spans: &[Span], out: &mut String) {
    for span in spans {
        match span {
            Span::Text(text) | Span::Code(text) => out.push_str(text),
            Span::Strong(inner) | Span::Emphasis(inner) | Span::Strike(inner) => write_spans(inner, out),
            Span::Link { href, text } => {
                let before = out.len();
                write_spans(text, out);
                match out.get(before..) {
                    None | Some("") => out.push_str(href),
                    Some(shown) if shown == href => {}
                    Some(_) => {
                        out.push_str(" (");
                        out.push_str(href);
                        out.push(')');
                    }
                }
            }
            Span::Break => out.push('\n'),
        }
    }
}
