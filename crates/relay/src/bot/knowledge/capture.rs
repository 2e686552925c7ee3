//! What is taken out of what a visitor says: an address, a number, something that follows a pattern.

use crate::identity::said;
use regex::Regex;

/// Something to be taken.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The variable that keeps it.
    pub variable: String,
    /// How it is known.
    pub pattern: Pattern,
}

/// How it is known.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// An e-mail address.
    Email,
    /// A telephone number: a word or several of digits, at least seven of them.
    Phone,
    /// A number.
    Number,
    /// A regular expression; its first group, or all of it.
    Regex(Regex),
}

/// What may stand around a word without being of it.
const AROUND: &[char] =
    &['<', '>', '(', ')', '[', ']', '"', '\'', ',', ';', ':', '.', '!', '?', '„', '“', '”', '‘', '’'];
/// Digits of the shortest telephone number.
const PHONE_DIGITS: usize = 7;

impl Pattern {
    /// The first of its kind in a text.
    pub fn find(&self, text: &str) -> Option<String> {
        let words = || text.split_whitespace().map(|word| word.trim_matches(AROUND));
        match self {
            Self::Email => words().find(|word| said::is_email(word)).map(str::to_owned),
            Self::Number => {
                let number = words().find(|word| !word.is_empty() && word.parse::<f64>().is_ok_and(f64::is_finite));
                number.map(str::to_owned)
            }
            Self::Phone => phone(text),
            Self::Regex(regex) => {
                let found = regex.captures(text)?;
                let group = found.get(1).or_else(|| found.get(0))?;
                Some(group.as_str().to_owned()).filter(|text| !text.is_empty())
            }
        }
    }
}

/// The longest run of digits and what stands between them in telephone numbers.
fn phone(text: &str) -> Option<String> {
    let is_of_it = |letter: char| letter.is_ascii_digit() || " +-/().".contains(letter);
    let runs = text.split(|letter: char| !is_of_it(letter));
    let runs = runs.map(|run| run.trim_matches(|letter: char| " -/.)".contains(letter)).trim());
    let digits = |run: &str| run.chars().filter(char::is_ascii_digit).count();
    runs.filter(|run| digits(run) >= PHONE_DIGITS).max_by_key(|run| digits(run)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_its_kind_is_taken() {
        let found = |pattern: &Pattern, text: &str| pattern.find(text);
        assert_eq!(found(&Pattern::Email, "it is <ada@example.org>, thanks").as_deref(), Some("ada@example.org"));
        assert_eq!(found(&Pattern::Email, "ada at example"), None);
        assert_eq!(found(&Pattern::Number, "order 4711, please").as_deref(), Some("4711"));
        assert_eq!(found(&Pattern::Number, "order NaN or inf"), None);
        assert_eq!(found(&Pattern::Phone, "call +43 (1) 234-5678.").as_deref(), Some("+43 (1) 234-5678"));
        assert_eq!(found(&Pattern::Phone, "at 9 or 10"), None);
        let order = Pattern::Regex(Regex::new("(?i)order ([a-z]{2}[0-9]{4})").unwrap());
        assert_eq!(found(&order, "my Order AB1234 is late").as_deref(), Some("AB1234"));
        assert_eq!(found(&order, "my order is late"), None);
    }
}
