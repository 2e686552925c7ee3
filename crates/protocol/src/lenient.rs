//! Tolerance for what a newer peer says.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A value, or something of a newer version that this one does not know. Externally tagged enums refuse unknown
/// variants by themselves; this keeps the raw text and goes on.
#[derive(Clone, Debug)]
pub enum Lenient<T> {
    /// A value of this version.
    Known(T),
    /// The JSON of something else.
    Unknown(Box<RawValue>),
}

impl<T> Lenient<T> {
    /// The value, where it is one of this version.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// The value itself, where it is one of this version.
    pub fn into_known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

impl<T: PartialEq> PartialEq for Lenient<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Known(one), Self::Known(two)) => one == two,
            (Self::Unknown(one), Self::Unknown(two)) => one.get() == two.get(),
            _ => false,
        }
    }
}

impl<T> From<T> for Lenient<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: Serialize> Serialize for Lenient<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(serializer),
            Self::Unknown(raw) => raw.serialize(serializer),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(match serde_json::from_str(raw.get()) {
            Ok(value) => Self::Known(value),
            Err(_) => Self::Unknown(raw),
        })
    }
}

/// In a browser nothing needs the raw text of what is not understood, and reading it needs serde_json's whole parser: see
/// [`crate::Tree`].
#[cfg(target_arch = "wasm32")]
impl<'de, T: DeserializeOwned> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tree = crate::Tree::deserialize(deserializer)?;
        Ok(tree.read().map_or_else(|_| Self::Unknown(RawValue::NULL.to_owned()), Self::Known))
    }
}
