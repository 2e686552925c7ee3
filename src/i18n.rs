//! Every text the widget says by itself. English lives inside; other languages come as data, one at a time.

mod errors;
mod text;

pub use errors::error;
pub use text::Text;

use std::cell::Cell;

/// Declares the texts: the enum, its English, and its names where somebody needs those.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $english:literal,)*) => {
        /// A text. `{name}` in it stands for what [`Text::with`] puts there.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Text {
            $($(#[$doc])* $name,)*
        }

        impl Text {
            /// The English, in the order of the texts.
            pub const ENGLISH: &[&str] = &[$($english,)*];

            /// The names, in the same order.
            #[cfg(not(target_arch = "wasm32"))]
            pub const NAMES: &[&str] = &[$(stringify!($name),)*];
        }
    };
}
use texts;

thread_local! {
    /// The texts of another language, in the order of the English.
    static OTHER: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
}

/// Speaks another language from now on; English where there is nothing. Languages stay for as long as the page, which
/// changes them seldom.
pub fn speak(texts: Vec<String>) {
    let texts: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
    OTHER.set(texts.leak());
}

impl Text {
    /// The text.
    pub fn say(self) -> &'static str {
        let place = self as usize;
        let other = OTHER.get().get(place).copied().filter(|text| !text.is_empty());
        other.or_else(|| Self::ENGLISH.get(place).copied()).unwrap_or_default()
    }

    /// The text with `{name}` in it replaced.
    pub fn with(self, name: &str) -> String {
        replaced(self.say(), name)
    }
}

fn replaced(text: &str, name: &str) -> String {
    // By hand: a search for a text of any length is a kilobyte of its own.
    let parts = text.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)));
    parts.map_or_else(|| text.to_owned(), |(before, after)| [before, name, after].concat())
}
