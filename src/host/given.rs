//! A value of the host page, taken out of JavaScript so that what is done with it can be tested without a browser.

#[cfg(target_arch = "wasm32")]
mod js;

/// A value as JSON has them. Functions, dates and whatever else there is count as nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Nothing.
    Nothing,
    /// True or false.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// Keys and values, in the order given.
    Map(Vec<(String, Self)>),
}

impl Given {
    /// The value of a key.
    pub fn get(&self, key: &str) -> &Self {
        match self {
            Self::Map(entries) => {
                entries.iter().find(|(name, _)| name == key).map_or(&Self::Nothing, |(_, value)| value)
            }
            _ => &Self::Nothing,
        }
    }

    /// The entries, where it has any.
    pub fn entries(&self) -> &[(String, Self)] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether it is true.
    pub fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }

    /// Whether there is anything.
    pub fn is_some(&self) -> bool {
        *self != Self::Nothing
    }
}
