//! Settings that are one of a few words.

/// Declares an enumeration of words. A word that is not known is refused with those that are.
macro_rules! words {
    (
        $(#[doc = $about:literal])*
        pub enum $name:ident {
            $( $(#[doc = $doc:literal])* $variant:ident = $word:literal, )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $( $(#[doc = $doc])* $variant, )*
        }

        impl $name {
            /// The word.
            pub fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )*
                }
            }
        }

        impl $crate::config::settings::Value for $name {
            fn shape() -> $crate::config::settings::Shape {
                $crate::config::settings::Shape::Leaf(concat!("one of:" $(, " `", $word, "`")*))
            }

            fn read(
                node: &$crate::config::source::Node,
                key: &$crate::config::source::Key,
                reading: &mut $crate::config::settings::Reading,
            ) -> Option<Self> {
                const KNOWN: &[(&str, $name)] = &[$( ($word, $name::$variant), )*];
                $crate::config::word::read(node, key, reading, KNOWN)
            }

            fn write(&self) -> Option<toml::Value> {
                Some(self.as_str().into())
            }
        }
    };
}

use super::problem::did_you_mean;
use super::settings::Reading;
use super::source::{Key, Node};

pub(super) fn read<T: Copy>(node: &Node, key: &Key, reading: &mut Reading, known: &[(&str, T)]) -> Option<T> {
    let words = || known.iter().map(|(word, _)| *word);
    let list = words().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
    let Some(text) = node.text() else {
        reading.error(node, key, format_args!("must be one of {list}"));
        return None;
    };
    let found = known.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
    if found.is_none() {
        let guess = did_you_mean(text, words());
        reading.error(node, key, format_args!("`{text}` is not known; it must be one of {list}{guess}"));
    }
    found
}

pub(super) use words;
