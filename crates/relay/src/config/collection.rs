//! Settings of several values, and those that may be missing.

use super::settings::{Reading, Shape, Value};
use super::source::{Key, Node};
use std::collections::{BTreeMap, BTreeSet};

impl<T: Value> Value for Option<T> {
    const SECRET: bool = T::SECRET;

    fn shape() -> Shape {
        T::shape()
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        // An empty variable takes a setting of the file away.
        if matches!(node, Node::Text { text, .. } if text.is_empty()) {
            return Some(None);
        }
        T::read(node, key, reading).map(Some)
    }

    fn write(&self) -> Option<toml::Value> {
        self.as_ref().and_then(T::write)
    }
}

impl<T: Value> Value for Vec<T> {
    const SECRET: bool = T::SECRET;

    fn shape() -> Shape {
        match T::shape() {
            Shape::Leaf("text") => Shape::Leaf("list of texts"),
            Shape::Leaf("secret text") => Shape::Leaf("list of secret texts"),
            Shape::Leaf("origin") => Shape::Leaf("list of origins"),
            Shape::Leaf(_) | Shape::Table(_) | Shape::Names(_) => Shape::Leaf("list"),
        }
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let Some(elements) = elements(node) else {
            reading.error(node, key, "must be a list: [\"…\", \"…\"]");
            return None;
        };
        let elements = elements.iter().enumerate();
        // Every element is looked at, so that all mistakes come at once.
        let read: Vec<Option<T>> = elements.map(|(index, node)| T::read(node, &key.element(index), reading)).collect();
        read.into_iter().collect()
    }

    fn write(&self) -> Option<toml::Value> {
        Some(toml::Value::Array(self.iter().filter_map(T::write).collect()))
    }
}

/// The elements of a list. In a variable it is written as in the file, or with commas or line ends between.
fn elements(node: &Node) -> Option<Vec<Node>> {
    match node {
        Node::Value(toml::Value::Array(values)) => Some(values.iter().cloned().map(Node::from).collect()),
        Node::Value(_) | Node::Table(_) => None,
        Node::Text { text, variable } if text.starts_with('[') => {
            let mut table: toml::Table = format!("list = {text}").parse().ok()?;
            let toml::Value::Array(values) = table.remove("list")? else { return None };
            let named = |value: toml::Value| match value {
                toml::Value::String(text) => Node::Text { text, variable: variable.clone() },
                value => Node::from(value),
            };
            Some(values.into_iter().map(named).collect())
        }
        Node::Text { text, variable } => {
            let parts = text.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty());
            Some(parts.map(|part| Node::Text { text: part.to_owned(), variable: variable.clone() }).collect())
        }
    }
}

/// Secrets under names of the operator's, of which each may stand in a file: `<name>_file`.
fn read_secrets<T: Value>(entries: &BTreeMap<String, Node>, key: &Key, reading: &mut Reading) -> BTreeMap<String, T> {
    let names: BTreeSet<&str> = entries.keys().map(|name| name.strip_suffix("_file").unwrap_or(name)).collect();
    let mut read = BTreeMap::new();
    for name in names {
        let secret: Option<T> = reading.field(entries, key, name, || None);
        read.extend(secret.map(|secret| (name.to_owned(), secret)));
    }
    read
}

impl<T: Value> Value for BTreeMap<String, T> {
    fn shape() -> Shape {
        Shape::Names(Box::new(T::shape()))
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let entries = reading.table(node, key)?;
        if T::SECRET {
            return Some(read_secrets(entries, key, reading));
        }
        let read = |(name, node): (&String, &Node)| Some((name.clone(), T::read(node, &key.child(name), reading)?));
        Some(entries.iter().filter_map(read).collect())
    }

    fn write(&self) -> Option<toml::Value> {
        let set = self.iter().filter_map(|(name, value)| Some((name.clone(), value.write()?)));
        Some(toml::Value::Table(set.collect()))
    }
}
