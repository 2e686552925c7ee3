//! How a struct of settings is declared: once, with its documentation and defaults. From that come the struct, its
//! `Default`, how it is read with all mistakes at once, how it is printed without secrets, and its reference.

use super::problem::Problem;
use super::problem::did_you_mean;
use super::source::{Key, Node};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A value that a setting can have.
pub(super) trait Value: Sized {
    /// Whether it is a secret: it can then also be read from a file, by a key that ends in `_file`, and is never shown.
    const SECRET: bool = false;

    /// What it looks like, for the reference.
    fn shape() -> Shape;

    /// Reads it. `None` where it is not what it should be; the problem then is noted.
    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self>;

    /// Writes it, a secret as a mark only; `None` where nothing is set.
    fn write(&self) -> Option<toml::Value>;
}

/// What a setting's value looks like.
#[derive(Debug)]
pub(super) enum Shape {
    /// One value.
    Leaf(&'static str),
    /// A table with known keys.
    Table(Vec<Field>),
    /// A table whose keys are names of the operator's.
    Names(Box<Self>),
}

/// A setting, for the reference.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    /// Lines of its documentation.
    pub(super) about: &'static [&'static str],
    pub(super) shape: Shape,
    pub(super) default: Option<toml::Value>,
    pub(super) secret: bool,
}

/// A reading under way.
#[derive(Debug)]
pub(super) struct Reading {
    /// What relative paths start from.
    pub(super) folder: PathBuf,
    pub(super) problems: Vec<Problem>,
}

impl Reading {
    /// Notes a mistake.
    pub(super) fn error(&mut self, node: &Node, key: &Key, text: impl std::fmt::Display) {
        let from = node.variable().map(|variable| format!(" (from {variable})")).unwrap_or_default();
        self.problems.push(Problem::error(key, format!("{text}{from}")));
    }

    /// The entries of what should be a table.
    pub(super) fn table<'a>(&mut self, node: &'a Node, key: &Key) -> Option<&'a BTreeMap<String, Node>> {
        let Node::Table(entries) = node else {
            self.error(node, key, format_args!("must be a table: write it as [{key}]"));
            return None;
        };
        Some(entries)
    }

    /// Reads one setting of a table.
    pub(super) fn field<T: Value>(
        &mut self,
        table: &BTreeMap<String, Node>,
        key: &Key,
        name: &str,
        default: impl FnOnce() -> T,
    ) -> T {
        let key = key.child(name);
        let read = match (table.get(name), T::SECRET.then(|| table.get(&format!("{name}_file"))).flatten()) {
            (Some(inline), Some(file)) if inline.variable().is_some() == file.variable().is_some() => {
                self.error(inline, &key, format_args!("is set twice, here and by `{name}_file`; remove one"));
                None
            }
            (inline, Some(file)) if inline.is_none() || file.variable().is_some() => {
                self.secret_file(file, &key.sibling_file()).and_then(|text| T::read(&text, &key, self))
            }
            (Some(inline), _) => T::read(inline, &key, self),
            (None, _) => None,
        };
        read.unwrap_or_else(default)
    }

    /// What a secret's file holds.
    fn secret_file(&mut self, node: &Node, key: &Key) -> Option<Node> {
        let path = PathBuf::read(node, key, self)?;
        let path = self.folder.join(path);
        match std::fs::read_to_string(&path) {
            Ok(text) if text.trim().is_empty() => {
                self.error(node, key, format_args!("the file {} is empty", path.display()));
                None
            }
            Ok(text) => {
                Some(Node::Text { text: text.trim().to_owned(), variable: format!("the file {}", path.display()) })
            }
            Err(error) => {
                self.error(node, key, format_args!("the file {} cannot be read: {error}", path.display()));
                None
            }
        }
    }

    /// Notes the keys of a table that are not known.
    pub(super) fn unknown(&mut self, table: &BTreeMap<String, Node>, key: &Key, fields: &[Field]) {
        for (name, node) in table {
            let of_secret = |field: &Field| field.secret && name.strip_suffix("_file") == Some(field.name);
            if !fields.iter().any(|field| field.name == name || of_secret(field)) {
                let guess = did_you_mean(name, fields.iter().map(|field| field.name));
                self.error(node, &key.child(name), format_args!("is not a setting{guess}"));
            }
        }
    }
}

/// Declares a struct of settings. Every line reads `name: type = default`, below its documentation.
macro_rules! settings {
    (
        $(#[doc = $about:literal])*
        pub struct $name:ident {
            $( $(#[doc = $doc:literal])* $field:ident : $type:ty = $default:expr, )*
        }
    ) => {
        $(#[doc = $about])*
        #[derive(Clone, Debug)]
        pub struct $name {
            $( $(#[doc = $doc])* pub $field: $type, )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl $crate::config::settings::Value for $name {
            fn shape() -> $crate::config::settings::Shape {
                $crate::config::settings::Shape::Table(vec![
                    $( $crate::config::settings::Field {
                        name: stringify!($field),
                        about: &[$($doc),*],
                        shape: <$type as $crate::config::settings::Value>::shape(),
                        default: <$type as $crate::config::settings::Value>::write(&$default),
                        secret: <$type as $crate::config::settings::Value>::SECRET,
                    }, )*
                ])
            }

            fn read(
                node: &$crate::config::source::Node,
                key: &$crate::config::source::Key,
                reading: &mut $crate::config::settings::Reading,
            ) -> Option<Self> {
                let table = reading.table(node, key)?;
                if let $crate::config::settings::Shape::Table(fields) = Self::shape() {
                    reading.unknown(table, key, &fields);
                }
                Some(Self { $( $field: reading.field(table, key, stringify!($field), || $default), )* })
            }

            fn write(&self) -> Option<toml::Value> {
                let entries = [
                    $( (stringify!($field), $crate::config::settings::Value::write(&self.$field)), )*
                ];
                let set = entries.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
                Some(toml::Value::Table(set.collect()))
            }
        }
    };
}

pub(super) use settings;
