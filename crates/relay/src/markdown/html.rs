//! The HTML in which Zendesk brings what an agent wrote. Read by a library's tokenizer and rebuilt as our own tree;
//! nothing of it is ever shown as HTML.

use super::builder::{Builder, Container, Inline};
use super::link;
use baton_protocol::{Block, Span};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use std::cell::RefCell;

/// Bytes of HTML that are looked at; Zendesk allows far less in one message.
const HTML_BYTES: usize = 64 * 1024;

/// Reads an agent's HTML. Where nothing remains of it, the plain text is taken.
pub fn from_html(html: &str, plain: &str) -> Vec<Block> {
    if html.len() > HTML_BYTES {
        return Block::plain(plain);
    }
    let sink = Sink(RefCell::new(State { builder: Builder::default(), silent: None }));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let blocks = tokenizer.sink.0.into_inner().builder.finish();
    if blocks.is_empty() { Block::plain(plain) } else { blocks }
}

/// A text with the links that an agent's HTML has, each on a line of its own below it: HTML for [`from_html`].
pub fn links_only(html: &str, plain: &str) -> String {
    let mut links = Vec::new();
    in_blocks(&from_html(html, plain), &mut links);
    let lines = plain.lines().map(|line| format!("<p>{}</p>", escaped(line)));
    let links = links.iter().map(|(href, text)| format!("<p><a href=\"{}\">{}</a></p>", escaped(href), escaped(text)));
    lines.chain(links).collect()
}

fn in_blocks(blocks: &[Block], links: &mut Vec<(String, String)>) {
    for block in blocks {
        match block {
            Block::Paragraph(spans) | Block::Heading(spans) => in_spans(spans, links),
            Block::List { items, .. } => items.iter().for_each(|item| in_blocks(item, links)),
            Block::Quote(blocks) => in_blocks(blocks, links),
            _ => {}
        }
    }
}

fn in_spans(spans: &[Span], links: &mut Vec<(String, String)>) {
    for span in spans {
        match span {
            Span::Link { href, text } => {
                links.push((href.clone(), Block::text_of(&[Block::Paragraph(text.clone())])));
            }
            Span::Strong(inner) | Span::Emphasis(inner) | Span::Strike(inner) => in_spans(inner, links),
            _ => {}
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

struct Sink(RefCell<State>);

struct State {
    builder: Builder,
    /// The element whose content is dropped whole.
    silent: Option<String>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut state = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => state.tag(&tag),
            Token::CharacterTokens(text) if state.silent.is_none() => state.characters(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl State {
    fn characters(&mut self, text: &str) {
        // White space between tags is layout of the source; a line break is said by <br>.
        let flat: String =
            text.chars().map(|letter| if letter == '\n' || letter == '\r' { ' ' } else { letter }).collect();
        self.builder.text(&flat);
    }

    fn tag(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        if let Some(silent) = &self.silent {
            if tag.kind == TagKind::EndTag && name == silent {
                self.silent = None;
            }
            return;
        }
        match tag.kind {
            TagKind::StartTag => self.start(name, tag),
            TagKind::EndTag => self.end(name),
        }
    }

    fn start(&mut self, name: &str, tag: &Tag) {
        match name {
            "script" | "style" | "title" | "template" | "noscript" | "iframe" | "object" | "svg" | "math"
                if !tag.self_closing =>
            {
                self.silent = Some(name.to_owned());
            }
            "br" => self.builder.line_break(),
            "hr" => self.builder.rule(),
            "strong" | "b" => self.builder.inline(Inline::Strong),
            "em" | "i" => self.builder.inline(Inline::Emphasis),
            "s" | "del" | "strike" => self.builder.inline(Inline::Strike),
            "a" => self.builder.inline(Inline::Link(attribute(tag, "href").and_then(|href| link::checked(&href)))),
            "ul" => self.builder.open(Container::List(None)),
            "ol" => {
                let start = attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.builder.open(Container::List(Some(start)));
            }
            "li" => self.builder.open(Container::Item),
            "blockquote" => self.builder.open(Container::Quote),
            "pre" => self.builder.preformatted(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.builder.heading(),
            "p" | "div" | "section" | "article" | "table" | "tr" => self.builder.paragraph(),
            "td" | "th" => self.builder.text(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "strong" | "b" | "em" | "i" | "s" | "del" | "strike" | "a" => self.builder.close_inline(),
            "ul" | "ol" | "li" | "blockquote" => self.builder.close(),
            "p" | "div" | "section" | "article" | "table" | "tr" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.builder.end_paragraph();
            }
            _ => {}
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| attribute.value.to_string())
}
