//! Words that were mistyped: the known word that comes nearest. Two words that are one slip apart share what is left when
//! a letter is taken out of one or of both; so such words are found without comparing with every one.

use std::collections::HashMap;

/// Letters of the shortest word that is corrected; in shorter ones another letter is another word.
const SHORTEST: usize = 4;
/// Letters from which on two slips are forgiven.
const LONG: usize = 8;

/// The known words.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    words: Vec<String>,
    /// Words by what is left of them without one letter, and by themselves.
    remains: HashMap<String, Vec<u32>>,
}

impl Spelling {
    /// The spelling of some words. Sorted, so that beginnings are found too.
    pub(super) fn of(mut words: Vec<String>) -> Self {
        words.sort_unstable();
        words.dedup();
        let mut remains: HashMap<String, Vec<u32>> = HashMap::new();
        for (place, word) in (0..).zip(&words) {
            for rest in remains_of(word) {
                remains.entry(rest).or_default().push(place);
            }
        }
        Self { words, remains }
    }

    /// The word that is meant by one that is not known; none where none is near.
    pub(super) fn nearest(&self, word: &str) -> Option<&str> {
        let letters = word.chars().count();
        if letters < SHORTEST || word.chars().all(|letter| letter.is_ascii_digit()) {
            return None;
        }
        let most = if letters < LONG { 1 } else { 2 };
        let rests = remains_of(word);
        let near = rests.iter().filter_map(|rest| self.remains.get(rest)).flatten();
        let known = near.filter_map(|place| self.words.get(usize::try_from(*place).ok()?));
        let distances = known.map(|known| (strsim::osa_distance(word, known), known));
        let (_, nearest) = distances.filter(|(distance, _)| *distance <= most).min()?;
        Some(nearest)
    }

    /// The words that begin like this, at most so many.
    pub(super) fn beginning(&self, with: &str, most: usize) -> impl Iterator<Item = &str> {
        let first = self.words.partition_point(|word| word.as_str() < with);
        let from_there = self.words.get(first..).unwrap_or_default();
        from_there.iter().take_while(move |word| word.starts_with(with)).take(most).map(String::as_str)
    }
}

/// A word, and what is left of it without each of its letters.
fn remains_of(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let without = |left_out: usize| {
        let kept = letters.iter().enumerate().filter(|(place, _)| *place != left_out);
        kept.map(|(_, letter)| letter).collect::<String>()
    };
    let mut remains: Vec<String> = (0..letters.len()).map(without).collect();
    remains.push(word.to_owned());
    remains.sort_unstable();
    remains.dedup();
    remains
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        Spelling::of(["return", "refund", "deliveri", "post", "2024"].map(str::to_owned).to_vec())
    }

    #[test]
    fn one_slip_is_forgiven_in_a_word_and_two_in_a_long_one() {
        let spelling = spelling();
        for (typed, meant) in [
            ("retrun", Some("return")),
            ("retun", Some("return")),
            ("rreturn", Some("return")),
            ("refnud", Some("refund")),
            ("delvieri", Some("deliveri")),
            ("psot", Some("post")),
            ("pots", Some("post")),
            ("pit", None),
            ("2025", None),
            ("turnip", None),
        ] {
            assert_eq!(spelling.nearest(typed), meant, "{typed}");
        }
    }

    #[test]
    fn beginnings_are_found_in_order() {
        assert_eq!(spelling().beginning("re", 5).collect::<Vec<_>>(), ["refund", "return"]);
        assert_eq!(spelling().beginning("re", 1).collect::<Vec<_>>(), ["refund"]);
        assert_eq!(spelling().beginning("x", 5).count(), 0);
    }
}
