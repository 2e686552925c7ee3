use crate::limits::TEXT_MAX;

/// How far a cut steps back, in characters, rather than take a mark off the letter it belongs to.
const CLUSTER_MAX: usize = 16;

/// Cuts a text into pieces that the vendor takes, each at most [`TEXT_MAX`] UTF-16 units and therefore also at most
/// that many characters.
///
/// A cut comes after a line's end, else after a blank, in the second half of a piece; only a text without either is
/// cut elsewhere, and never inside a character. Nothing is changed or dropped, except that a piece of nothing but
/// blanks is left out, because the vendor refuses a message without a text.
pub fn split_text(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at_checked(piece_end(rest)).unwrap_or((rest, ""));
        if !piece.trim().is_empty() {
            pieces.push(piece);
        }
        rest = after;
    }
    pieces
}

/// Where, in bytes, the first piece of a text ends. Never 0 for a text that is not empty.
fn piece_end(text: &str) -> usize {
    let (mut units, mut line_end, mut blank) = (0, None, None);
    for (start, c) in text.char_indices() {
        if units + c.len_utf16() > TEXT_MAX {
            return line_end.or(blank).unwrap_or_else(|| before_marks(text, start));
        }
        units += c.len_utf16();
        if units > TEXT_MAX / 2 {
            let end = start + c.len_utf8();
            if c == '\n' {
                line_end = Some(end);
            } else if c.is_whitespace() && text.as_bytes().get(end).is_none_or(|next| *next != b'\n') {
                blank = Some(end);
            }
        }
    }
    text.len()
}

/// A place at or shortly before `end` where no accent, joiner or skin tone is parted from what it belongs to.
fn before_marks(text: &str, end: usize) -> usize {
    let Some((head, tail)) = text.split_at_checked(end) else { return end };
    let mut next = tail.chars().next();
    for (start, c) in head.char_indices().rev().take(CLUSTER_MAX) {
        if !next.is_some_and(is_mark) && !is_joiner(c) {
            return start + c.len_utf8();
        }
        next = Some(c);
    }
    end
}

fn is_mark(c: char) -> bool {
    is_joiner(c)
        || matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

fn is_joiner(c: char) -> bool {
    c == '\u{200d}'
}
