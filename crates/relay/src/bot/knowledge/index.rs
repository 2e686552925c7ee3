//! Ranking: BM25 by a library, with stemming by language; confidence is the share of the question's weight that the item
//! has words for.

use super::Item;
use bm25::{DefaultTokenizer, Language, SearchEngine, SearchEngineBuilder, Tokenizer};
use std::collections::{HashMap, HashSet};

/// How often an item's questions count against its answer once.
const QUESTION_WEIGHT: usize = 3;
/// Candidates looked at.
const CANDIDATES: usize = 5;

/// An item found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Match {
    /// Its place among the items.
    pub(super) place: usize,
    /// How sure, from 0 to 1.
    pub(super) confidence: f64,
}

/// The index.
pub(super) struct Index {
    engine: SearchEngine<u32>,
    tokenizer: DefaultTokenizer,
    /// The words of each item.
    words: Vec<HashSet<String>>,
    /// In how many items a word stands.
    spread: HashMap<String, u32>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Index").field("items", &self.words.len()).finish_non_exhaustive()
    }
}

impl Index {
    /// Indexes items.
    pub(super) fn of(items: &[Item], locale: &str) -> Self {
        let language = language_of(locale);
        let tokenizer = DefaultTokenizer::new(language.clone());
        let texts: Vec<String> = items.iter().map(text_of).collect();
        let words: Vec<HashSet<String>> =
            texts.iter().map(|text| tokenizer.tokenize(text).into_iter().collect()).collect();
        let mut spread = HashMap::new();
        for word in words.iter().flatten() {
            *spread.entry(word.clone()).or_insert(0) += 1;
        }
        let engine = SearchEngineBuilder::<u32>::with_corpus(language, texts).build();
        Self { engine, tokenizer, words, spread }
    }

    /// The items that fit a question, best first.
    pub(super) fn find(&self, question: &str) -> Vec<Match> {
        let asked: HashSet<String> = self.tokenizer.tokenize(question).into_iter().collect();
        let total: f64 = asked.iter().map(|word| self.weight(word)).sum();
        if total <= 0.0 {
            return Vec::new();
        }
        let mut found: Vec<Match> = self
            .engine
            .search(question, CANDIDATES)
            .into_iter()
            .filter_map(|result| {
                let place = usize::try_from(result.document.id).ok()?;
                let has = self.words.get(place)?;
                let matched: f64 = asked.iter().filter(|word| has.contains(*word)).map(|word| self.weight(word)).sum();
                Some(Match { place, confidence: matched / total })
            })
            .collect();
        // The engine's order decides between equals; a fuller match wins over a denser one.
        found.sort_by(|one, two| two.confidence.total_cmp(&one.confidence));
        found
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
        text.push_str(&item.title);
        text.push('\n');
        text.push_str(&item.questions.join("\n"));
        text.push('\n');
    }
    text.push_str(&item.answer);
    text
}

/// The stemmer's language of a BCP 47 tag; English where it has none.
fn language_of(locale: &str) -> Language {
    match locale.split(['-', '_']).next().unwrap_or_default() {
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
