//! Where settings come from: a tree made of the file, with what the environment sets laid over it.

use std::collections::BTreeMap;
use std::fmt;

/// A node of the tree.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// A table.
    Table(BTreeMap<String, Self>),
    /// A value of the file.
    Value(toml::Value),
    /// A text of the environment, or of the file a secret stands in; it is read as what the setting wants.
    Text {
        text: String,
        /// Where it is from.
        variable: String,
    },
}

impl Node {
    /// The text, of a text.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Table(_) => None,
            Self::Value(value) => value.as_str(),
            Self::Text { text, .. } => Some(text),
        }
    }

    /// The variable it is from, where it is not from the file.
    pub(super) fn variable(&self) -> Option<&str> {
        match self {
            Self::Text { variable, .. } => Some(variable),
            Self::Table(_) | Self::Value(_) => None,
        }
    }

    /// The same as a value of TOML, for settings of more than one form.
    pub(super) fn to_toml(&self) -> toml::Value {
        match self {
            Self::Table(entries) => {
                entries.iter().map(|(name, node)| (name.clone(), node.to_toml())).collect::<toml::Table>().into()
            }
            Self::Value(value) => value.clone(),
            Self::Text { text, .. } => text.clone().into(),
        }
    }
}

impl From<toml::Value> for Node {
    fn from(value: toml::Value) -> Self {
        match value {
            toml::Value::Table(table) => Self::from(table),
            value => Self::Value(value),
        }
    }
}

impl From<toml::Table> for Node {
    fn from(table: toml::Table) -> Self {
        Self::Table(table.into_iter().map(|(name, value)| (name, value.into())).collect())
    }
}

/// The place of a setting: its names, with dots between.
#[derive(Clone, Debug, Default)]
pub(super) struct Key(String);

impl Key {
    /// The whole file.
    pub(super) fn root() -> Self {
        Self::default()
    }

    /// A setting below this one.
    pub(super) fn child(&self, name: &str) -> Self {
        let dot = if self.0.is_empty() { "" } else { "." };
        Self(format!("{}{dot}{name}", self.0))
    }

    /// An element of a list.
    pub(super) fn element(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }

    /// The key that names the file of this secret.
    pub(super) fn sibling_file(&self) -> Self {
        Self(format!("{}_file", self.0))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
