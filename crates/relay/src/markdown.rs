//! Formatted text becomes a small tree once, here: Markdown of bots, HTML of agents. Whatever comes in, only the nodes
//! of [`baton_protocol::Block`] and links of four schemes come out.

mod builder;
mod html;
mod link;

use baton_protocol::Block;
use builder::{Builder, Container, Inline};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

pub use html::{from_html, links_only};

/// Reads Markdown (CommonMark with strike-through). HTML in it is text; a picture is a link with its description.
pub fn tree(markdown: &str) -> Vec<Block> {
    let mut builder = Builder::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        take(&mut builder, event);
    }
    builder.finish()
}

fn take(builder: &mut Builder, event: Event<'_>) {
    match event {
        Event::Start(tag) => start(builder, tag),
        Event::End(tag) => end(builder, tag),
        Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => builder.text(&text),
        Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => builder.code(&text),
        Event::SoftBreak => builder.text("\n"),
        Event::HardBreak => builder.line_break(),
        Event::Rule => builder.rule(),
        Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
    }
}

fn start(builder: &mut Builder, tag: Tag<'_>) {
    match tag {
        Tag::Heading { .. } => builder.heading(),
        Tag::BlockQuote(_) => builder.open(Container::Quote),
        Tag::List(start) => {
            builder.open(Container::List(start.map(|first| u32::try_from(first).unwrap_or(1))));
        }
        Tag::Item => builder.open(Container::Item),
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => builder.preformatted(),
        Tag::Strong => builder.inline(Inline::Strong),
        Tag::Emphasis => builder.inline(Inline::Emphasis),
        Tag::Strikethrough => builder.inline(Inline::Strike),
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
            builder.inline(Inline::Link(link::checked(&dest_url)))
        }
        _ => builder.paragraph(),
    }
}

fn end(builder: &mut Builder, tag: TagEnd) {
    match tag {
        TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => builder.close(),
        TagEnd::Strong | TagEnd::Emphasis | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image => {
            builder.close_inline()
        }
        _ => builder.end_paragraph(),
    }
}

#[cfg(test)]
mod tests;
