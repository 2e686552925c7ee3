//! Ranking: BM25 by a library, with stemming by language; confidence is the share of the question's weight that the item
//! has words for.

use super::Item;
use super::spelling::Spelling;
use bm25::{DefaultTokenizer, Language, SearchEngine, SearchEngineBuilder, Tokenizer};
use std::collections::{HashMap, HashSet};

/// How often an item's questions count against its answer once.
const QUESTION_WEIGHT: usize = 3;
/// Candidates looked at.
const CANDIDATES: usize = 25;
/// What a word counts for that was only guessed.
const GUESSED: f64 = 0.8;
/// Words that a beginning may stand for.
const BEGINNINGS: usize = 8;

/// An item found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Match {
    /// Its place among the items.
    pub(super) place: usize,
    /// How sure, from 0 to 1.
    pub(super) confidence: f64,
}

/// The index of the items of one language.
pub(super) struct Index {
    engine: SearchEngine<u32>,
    tokenizer: DefaultTokenizer,
    /// Where the items stand among all.
    places: Vec<usize>,
    /// The words of each item.
    words: Vec<HashSet<String>>,
    /// In how many items a word stands.
    spread: HashMap<String, u32>,
    spelling: Spelling,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index").field("items", &self.words.len()).finish_non_exhaustive()
    }
}

/// A word of a question: as it is known here, and what it counts for.
struct Asked {
    word: String,
    /// What it counts for where an item has it.
    worth: f64,
    /// What it counts for in the whole question.
    weight: f64,
}

impl Index {
    /// Indexes items, each with its place among all, in a language.
    pub(super) fn of(items: &[(usize, &Item)], language: &str) -> Self {
        let language = language_of(language);
        let tokenizer = DefaultTokenizer::new(language.clone());
        let texts: Vec<String> = items.iter().map(|(_, item)| text_of(item)).collect();
        let words: Vec<HashSet<String>> =
            texts.iter().map(|text| tokenizer.tokenize(text).into_iter().collect()).collect();
        let mut spread = HashMap::new();
        for word in words.iter().flatten() {
            *spread.entry(word.clone()).or_insert(0) += 1;
        }
        let engine = SearchEngineBuilder::<u32>::with_corpus(language, texts).build();
        let spelling = Spelling::of(spread.keys().cloned().collect());
        let places = items.iter().map(|(place, _)| *place).collect();
        Self { engine, tokenizer, places, words, spread, spelling }
    }

    /// The items that fit a question, best first.
    pub(super) fn find(&self, question: &str) -> Vec<Match> {
        // An address is nothing that is asked about.
        let words = question.split_whitespace().filter(|word| !word.contains('@') && !word.contains("://"));
        let question = words.collect::<Vec<_>>().join(" ");
        let words: HashSet<String> = self.tokenizer.tokenize(&question).into_iter().collect();
        let asked: Vec<Asked> = words.into_iter().map(|word| self.asked(word)).collect();
        let guessed = asked.iter().filter(|asked| asked.worth < asked.weight).map(|asked| asked.word.as_str());
        let query = std::iter::once(question.as_str()).chain(guessed).collect::<Vec<_>>().join(" ");
        self.rank(&query, &asked)
    }

    /// The items that what is typed so far may lead to, best first: the last word may be only its beginning.
    pub(super) fn complete(&self, typed: &str) -> Vec<Match> {
        let is_whole = typed.ends_with(char::is_whitespace);
        let last = typed.split_whitespace().next_back().filter(|_| !is_whole).map(str::to_lowercase);
        let begun: Vec<&str> = match &last {
            Some(last) => self.spelling.beginning(last, BEGINNINGS).collect(),
            None => Vec::new(),
        };
        let mut found = self.find(typed);
        for word in begun {
            let asked = [Asked { word: word.to_owned(), worth: self.weight(word), weight: self.weight(word) }];
            for more in self.rank(word, &asked) {
                if !found.iter().any(|known| known.place == more.place) {
                    found.push(more);
                }
            }
        }
        found
    }

    fn rank(&self, query: &str, asked: &[Asked]) -> Vec<Match> {
        let total: f64 = asked.iter().map(|asked| asked.weight).sum();
        if total <= 0.0 {
            return Vec::new();
        }
        let found = self.engine.search(query, CANDIDATES).into_iter().filter_map(|result| {
            let row = usize::try_from(result.document.id).ok()?;
            let (has, place) = (self.words.get(row)?, *self.places.get(row)?);
            let matched: f64 = asked.iter().filter(|asked| has.contains(&asked.word)).map(|asked| asked.worth).sum();
            Some(Match { place, confidence: matched / total })
        });
        let mut found: Vec<Match> = found.collect();
        // The engine's order decides between equals; a fuller match wins over a denser one.
        found.sort_by(|one, two| two.confidence.total_cmp(&one.confidence));
        found
    }

    /// A word that stands nowhere may be a slip of one that does.
    fn asked(&self, word: String) -> Asked {
        // A number that stands nowhere is somebody's own.
        let is_own = !self.spread.contains_key(&word) && word.contains(|letter: char| letter.is_ascii_digit());
        let weight = if is_own { 0.0 } else { self.weight(&word) };
        let nearest = if self.spread.contains_key(&word) { None } else { self.spelling.nearest(&word) };
        match nearest {
            Some(nearest) => Asked { word: nearest.to_owned(), worth: weight * GUESSED, weight },
            None => Asked { word, worth: weight, weight },
        }
    }

    /// A rare word weighs more; one that stands nowhere weighs like one that stands once.
    fn weight(&self, word: &str) -> f64 {
        let items = f64::from(u32::try_from(self.words.len()).unwrap_or(u32::MAX));
        let spread = f64::from(self.spread.get(word).copied().unwrap_or(1));
        (1.0 + items / spread).ln()
    }
}

fn text_of(item: &Item) -> String {
    let mut text = String::new();
    for _ in 0..QUESTION_WEIGHT {
        for part in [&item.title, &item.questions.join("\n"), &item.synonyms.join("\n")] {
            text.push_str(part);
            text.push('\n');
        }
    }
    text.push_str(&item.answer);
    for card in &item.cards {
        text.push_str(&format!("\n{}\n{}", card.title, card.text));
    }
    text
}

/// The first part of a BCP 47 tag, in small letters: the language without its country.
pub(super) fn primary(locale: &str) -> String {
    locale.split(['-', '_']).next().unwrap_or_default().to_lowercase()
}

/// The stemmer's language of a primary tag; English where it has none.
fn language_of(primary: &str) -> Language {
    match primary {
        "ar" => Language::Arabic,
        "da" => Language::Danish,
        "de" => Language::German,
        "el" => Language::Greek,
        "es" => Language::Spanish,
        "fr" => Language::French,
        "hu" => Language::Hungarian,
        "it" => Language::Italian,
        "nl" => Language::Dutch,
        "no" | "nb" | "nn" => Language::Norwegian,
        "pt" => Language::Portuguese,
        "ro" => Language::Romanian,
        "ru" => Language::Russian,
        "sv" => Language::Swedish,
        "ta" => Language::Tamil,
        "tr" => Language::Turkish,
        _ => Language::English,
    }
}
