//! Puts blocks and spans together from a stream of openings, closings and text, however badly nested.

use baton_protocol::{Block, Span};

/// Containers and spans inside one another; deeper ones are passed through as if they were not there.
const DEPTH: usize = 12;
/// Nodes of one text; what follows is left out. Far beyond what a person writes into a chat.
const NODES: usize = 4_000;

/// A block that holds blocks.
pub(super) enum Container {
    /// A quotation.
    Quote,
    /// A list; with its first number where it is ordered.
    List(Option<u32>),
    /// An item of a list.
    Item,
}

/// A span that holds spans.
pub(super) enum Inline {
    /// Strong.
    Strong,
    /// Emphasis.
    Emphasis,
    /// Struck out.
    Strike,
    /// A link; without an address its text alone remains.
    Link(Option<String>),
}

enum Kind {
    Paragraph,
    Heading,
}

/// What is open at one level.
enum Level {
    Blocks(Option<Container>, Vec<Block>),
    Items(Option<u32>, Vec<Vec<Block>>),
}

/// The builder.
pub(super) struct Builder {
    levels: Vec<Level>,
    /// Openings beyond [`DEPTH`], whose closings have to be passed over.
    passed: usize,
    kind: Kind,
    /// Open spans of the paragraph at hand, outermost first; the first has no mark.
    spans: Vec<(Option<Inline>, Vec<Span>)>,
    code: Option<String>,
    nodes: usize,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            levels: vec![Level::Blocks(None, Vec::new())],
            passed: 0,
            kind: Kind::Paragraph,
            spans: vec![(None, Vec::new())],
            code: None,
            nodes: 0,
        }
    }
}

impl Builder {
    /// Text; line ends become line breaks outside of code.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.line_break();
            }
            if !line.is_empty() {
                self.add(Span::Text(line.to_owned()));
            }
        }
    }

    /// Code within a line.
    pub(super) fn code(&mut self, text: &str) {
        if self.code.is_some() {
            self.text(text);
        } else {
            self.add(Span::Code(text.to_owned()));
        }
    }

    /// A line break; none at the beginning of a paragraph.
    pub(super) fn line_break(&mut self) {
        if self.spans.len() > 1 || self.spans.last().is_some_and(|(_, spans)| !spans.is_empty()) {
            self.add(Span::Break);
        }
    }

    /// A dividing line.
    pub(super) fn rule(&mut self) {
        self.end_paragraph();
        self.push(Block::Rule);
    }

    /// Begins a paragraph.
    pub(super) fn paragraph(&mut self) {
        self.end_paragraph();
    }

    /// Begins a heading.
    pub(super) fn heading(&mut self) {
        self.end_paragraph();
        self.kind = Kind::Heading;
    }

    /// Begins preformatted text.
    pub(super) fn preformatted(&mut self) {
        self.end_paragraph();
        self.code = Some(String::new());
    }

    /// Opens a container.
    pub(super) fn open(&mut self, container: Container) {
        self.end_paragraph();
        if self.levels.len() >= DEPTH {
            self.passed += 1;
            return;
        }
        self.levels.push(match container {
            Container::List(start) => Level::Items(start, Vec::new()),
            other => Level::Blocks(Some(other), Vec::new()),
        });
    }

    /// Closes the innermost container.
    pub(super) fn close(&mut self) {
        self.end_paragraph();
        if self.passed > 0 {
            self.passed -= 1;
        } else if self.levels.len() > 1
            && let Some(level) = self.levels.pop()
        {
            self.shut(level);
        }
    }

    fn shut(&mut self, level: Level) {
        match level {
            Level::Items(start, items) if !items.is_empty() => self.push(Block::List { start, items }),
            Level::Blocks(Some(Container::Item), blocks) => match self.levels.last_mut() {
                Some(Level::Items(_, items)) => items.push(blocks),
                Some(Level::Blocks(_, outer)) => outer.extend(blocks),
                None => {}
            },
            Level::Blocks(_, blocks) if !blocks.is_empty() => self.push(Block::Quote(blocks)),
            Level::Items(..) | Level::Blocks(..) => {}
        }
    }

    /// Opens a span.
    pub(super) fn inline(&mut self, inline: Inline) {
        if self.spans.len() < DEPTH {
            self.spans.push((Some(inline), Vec::new()));
        } else {
            self.spans.push((None, Vec::new()));
        }
    }

    /// Closes the innermost span.
    pub(super) fn close_inline(&mut self) {
        if self.spans.len() < 2 {
            return;
        }
        let Some((inline, spans)) = self.spans.pop() else { return };
        if spans.is_empty() {
            return;
        }
        match inline {
            Some(Inline::Strong) => self.add(Span::Strong(spans)),
            Some(Inline::Emphasis) => self.add(Span::Emphasis(spans)),
            Some(Inline::Strike) => self.add(Span::Strike(spans)),
            Some(Inline::Link(Some(href))) => self.add(Span::Link { href, text: spans }),
            Some(Inline::Link(None)) | None => {
                if let Some((_, outer)) = self.spans.last_mut() {
                    outer.extend(spans);
                }
            }
        }
    }

    /// Ends the paragraph, heading or code at hand.
    pub(super) fn end_paragraph(&mut self) {
        if let Some(code) = self.code.take() {
            let code = code.trim_end_matches('\n');
            if !code.is_empty() {
                self.push(Block::Code(code.to_owned()));
            }
        }
        while self.spans.len() > 1 {
            self.close_inline();
        }
        let mut spans = self.spans.last_mut().map(|(_, spans)| std::mem::take(spans)).unwrap_or_default();
        while matches!(spans.last(), Some(Span::Break)) {
            spans.pop();
        }
        let kind = std::mem::replace(&mut self.kind, Kind::Paragraph);
        let is_blank = spans.iter().all(|span| matches!(span, Span::Text(text) if text.trim().is_empty()));
        if is_blank {
            return;
        }
        self.push(match kind {
            Kind::Paragraph => Block::Paragraph(spans),
            Kind::Heading => Block::Heading(spans),
        });
    }

    /// The finished tree.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.end_paragraph();
        while self.levels.len() > 1 {
            if let Some(level) = self.levels.pop() {
                self.shut(level);
            }
        }
        match self.levels.pop() {
            Some(Level::Blocks(_, blocks)) => blocks,
            _ => Vec::new(),
        }
    }

    fn add(&mut self, span: Span) {
        if self.counts()
            && let Some((_, spans)) = self.spans.last_mut()
        {
            spans.push(span);
        }
    }

    fn push(&mut self, block: Block) {
        if !self.counts() {
            return;
        }
        match self.levels.last_mut() {
            Some(Level::Blocks(_, blocks)) => blocks.push(block),
            Some(Level::Items(_, items)) => items.push(vec![block]),
            None => {}
        }
    }

    fn counts(&mut self) -> bool {
        self.nodes += 1;
        self.nodes <= NODES
    }
}
