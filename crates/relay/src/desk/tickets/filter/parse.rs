//! Reading an expression.

use super::{BadFilter, FIELDS, Node};
use crate::config::did_you_mean;

/// The deepest brackets that are followed.
const DEPTH: usize = 32;

/// A piece of an expression, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Open,
    Close,
    Minus,
    Colon,
    Word(String),
    Quoted(String),
}

struct Reader {
    pieces: Vec<(usize, Piece)>,
    next: usize,
    /// The place behind the last piece.
    end: usize,
    depth: usize,
}

/// Reads a whole expression.
pub(super) fn expression(text: &str) -> Result<Node, BadFilter> {
    let mut reader = Reader { pieces: pieces(text)?, next: 0, end: text.chars().count() + 1, depth: 0 };
    let node = reader.any(None)?;
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.bad("there is a `)` that nothing opened")),
    }
}

fn pieces(text: &str) -> Result<Vec<(usize, Piece)>, BadFilter> {
    let letters: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let mut index = 0;
    while let Some(letter) = letters.get(index).copied() {
        let at = index + 1;
        index += 1;
        let piece = match letter {
            letter if letter.is_whitespace() => continue,
            '(' => Piece::Open,
            ')' => Piece::Close,
            ':' => Piece::Colon,
            '-' => Piece::Minus,
            '"' => {
                let rest = letters.get(index..).unwrap_or_default();
                let length = rest.iter().position(|letter| *letter == '"');
                let length = length.ok_or_else(|| BadFilter { reason: "this quote is not closed".to_owned(), at })?;
                index += length + 1;
                Piece::Quoted(rest.iter().take(length).collect())
            }
            first => {
                let rest = letters.get(index..).unwrap_or_default();
                let is_end = |letter: &char| letter.is_whitespace() || matches!(letter, '(' | ')' | ':' | '"');
                let length = rest.iter().position(is_end).unwrap_or(rest.len());
                index += length;
                Piece::Word(std::iter::once(first).chain(rest.iter().take(length).copied()).collect())
            }
        };
        pieces.push((at, piece));
    }
    Ok(pieces)
}

impl Reader {
    fn peek(&self) -> Option<&Piece> {
        self.pieces.get(self.next).map(|(_, piece)| piece)
    }

    fn bad(&self, reason: &str) -> BadFilter {
        let at = self.pieces.get(self.next).map_or(self.end, |(at, _)| *at);
        BadFilter { reason: reason.to_owned(), at }
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Piece::Word(known)) if known == word);
        self.next += usize::from(found);
        found
    }

    /// One of several. `field` is the one whose values are read, inside its brackets.
    fn any(&mut self, field: Option<&'static str>) -> Result<Node, BadFilter> {
        let mut nodes = vec![self.all(field)?];
        while self.take_word("OR") {
            nodes.push(self.all(field)?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Any(nodes) })
    }

    fn all(&mut self, field: Option<&'static str>) -> Result<Node, BadFilter> {
        let mut nodes = vec![self.one(field)?];
        loop {
            let is_joined = self.take_word("AND");
            let is_over = match self.peek() {
                None | Some(Piece::Close) => true,
                Some(Piece::Word(word)) => word == "OR",
                Some(_) => false,
            };
            if is_over && !is_joined {
                break;
            }
            nodes.push(self.one(field)?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) })
    }

    fn one(&mut self, field: Option<&'static str>) -> Result<Node, BadFilter> {
        let is_minus = self.peek() == Some(&Piece::Minus);
        self.next += usize::from(is_minus);
        if is_minus || self.take_word("NOT") {
            return self.deeper(|reader| reader.one(field)).map(|node| Node::Not(Box::new(node)));
        }
        let piece = self.peek().cloned();
        match (piece, field) {
            (Some(Piece::Open), _) => {
                self.next += 1;
                let node = self.deeper(|reader| reader.any(field))?;
                if self.peek() != Some(&Piece::Close) {
                    return Err(self.bad("a `)` is missing"));
                }
                self.next += 1;
                Ok(node)
            }
            (Some(Piece::Word(word) | Piece::Quoted(word)), Some(field)) => {
                self.next += 1;
                Ok(Node::Is(field, word.to_lowercase()))
            }
            (Some(Piece::Word(word)), None) => self.of_field(&word),
            (Some(Piece::Close), _) => Err(self.bad("there is a `)` where something is to be said")),
            (Some(_), _) => Err(self.bad("a field is to stand here, such as `ticket.tags`")),
            (None, _) => Err(self.bad("nothing is said")),
        }
    }

    fn of_field(&mut self, word: &str) -> Result<Node, BadFilter> {
        let Some(field) = FIELDS.into_iter().find(|field| *field == word) else {
            let guess = did_you_mean(word, FIELDS);
            return Err(self.bad(&format!("`{word}` is no field; there are {}{guess}", FIELDS.join(", "))));
        };
        self.next += 1;
        if self.peek() != Some(&Piece::Colon) {
            return Err(self.bad("a `:` is missing behind the field"));
        }
        self.next += 1;
        self.one(Some(field))
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Result<Node, BadFilter>) -> Result<Node, BadFilter> {
        if self.depth >= DEPTH {
            return Err(self.bad("there are too many brackets"));
        }
        self.depth += 1;
        let node = read(self);
        self.depth -= 1;
        node
    }
}
