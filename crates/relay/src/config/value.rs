//! Single values: how each kind is read from the file and from the environment.

use super::account::Auto;
use super::settings::{Reading, Shape, Value};
use super::source::{Key, Node};
use super::word;
use baton_protocol::{DetailWish, SiteToken};
use secrecy::{ExposeSecret, SecretString};
use std::net::SocketAddr;
use std::path::PathBuf;
use url::Url;

/// What is printed in place of a secret.
const REDACTED: &str = "(set, not shown)";

/// The text of a node, or a problem.
fn text<'a>(node: &'a Node, key: &Key, reading: &mut Reading) -> Option<&'a str> {
    let text = node.text();
    if text.is_none() {
        reading.error(node, key, "must be a text in quotes");
    }
    text
}

impl Value for String {
    fn shape() -> Shape {
        Shape::Leaf("text")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        text(node, key, reading).map(str::to_owned)
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.as_str().into())
    }
}

impl Value for SecretString {
    const SECRET: bool = true;

    fn shape() -> Shape {
        Shape::Leaf("secret text")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        text(node, key, reading).map(Self::from)
    }

    fn write(&self) -> Option<toml::Value> {
        (!self.expose_secret().is_empty()).then(|| REDACTED.into())
    }
}

impl Value for SiteToken {
    fn shape() -> Shape {
        Shape::Leaf("text")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        text(node, key, reading).map(Self::new)
    }

    fn write(&self) -> Option<toml::Value> {
        (!self.as_str().is_empty()).then(|| self.as_str().into())
    }
}

impl Value for PathBuf {
    fn shape() -> Shape {
        Shape::Leaf("path, from the configuration file's folder on")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let path = text(node, key, reading)?;
        if path.is_empty() {
            reading.error(node, key, "must not be empty");
            return None;
        }
        Some(Self::from(path))
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.to_string_lossy().into_owned().into())
    }
}

impl Value for Url {
    fn shape() -> Shape {
        Shape::Leaf("address")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let text = text(node, key, reading)?;
        match Self::parse(text) {
            Ok(url) => Some(url),
            Err(error) => {
                reading.error(node, key, format_args!("`{text}` is not a whole address: {error}"));
                None
            }
        }
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.as_str().into())
    }
}

impl Value for SocketAddr {
    fn shape() -> Shape {
        Shape::Leaf("IP address and port")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let text = text(node, key, reading)?;
        let read = text.parse().ok();
        if read.is_none() {
            let wanted = "an IP address and a port, like 127.0.0.1:8080 or [::]:8080";
            reading.error(node, key, format_args!("`{text}` is not {wanted}"));
        }
        read
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.to_string().into())
    }
}

impl Value for bool {
    fn shape() -> Shape {
        Shape::Leaf("`true` or `false`")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let read = as_bool(node);
        if read.is_none() {
            reading.error(node, key, "must be true or false");
        }
        read
    }

    fn write(&self) -> Option<toml::Value> {
        Some((*self).into())
    }
}

fn as_bool(node: &Node) -> Option<bool> {
    match node {
        Node::Value(value) => value.as_bool(),
        Node::Text { text, .. } => text.parse().ok(),
        Node::Table(_) => None,
    }
}

impl Value for Auto {
    fn shape() -> Shape {
        Shape::Leaf("`true`, `false` or `auto`")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        if node.text() == Some("auto") {
            return Some(Self::Auto);
        }
        let read = as_bool(node).map(|yes| if yes { Self::Yes } else { Self::No });
        if read.is_none() {
            reading.error(node, key, "must be true, false or \"auto\"");
        }
        read
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.known().map_or_else(|| "auto".into(), toml::Value::from))
    }
}

impl Value for DetailWish {
    fn shape() -> Shape {
        Shape::Leaf("one of: `no` `optional` `required`")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        const KNOWN: [(&str, DetailWish); 3] =
            [("no", DetailWish::No), ("optional", DetailWish::Optional), ("required", DetailWish::Required)];
        word::read(node, key, reading, &KNOWN)
    }

    fn write(&self) -> Option<toml::Value> {
        let word = match self {
            Self::No => "no",
            Self::Optional => "optional",
            Self::Required => "required",
        };
        Some(word.into())
    }
}

macro_rules! whole_numbers {
    ($($type:ty)*) => {$(
        impl Value for $type {
            fn shape() -> Shape {
                Shape::Leaf("whole number")
            }

            fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
                let read = match node {
                    Node::Value(value) => value.as_integer().and_then(|number| number.try_into().ok()),
                    Node::Text { text, .. } => text.replace('_', "").parse().ok(),
                    Node::Table(_) => None,
                };
                if read.is_none() {
                    let most = Self::MAX.min(i64::MAX.try_into().unwrap_or(Self::MAX));
                    reading.error(node, key, format_args!("must be a whole number from 0 to {most}"));
                }
                read
            }

            fn write(&self) -> Option<toml::Value> {
                i64::try_from(*self).ok().map(toml::Value::from)
            }
        }
    )*};
}

whole_numbers! { u8 u32 u64 }

impl Value for f64 {
    fn shape() -> Shape {
        Shape::Leaf("number")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let read = match node {
            Node::Value(toml::Value::Integer(number)) => i32::try_from(*number).ok().map(Self::from),
            Node::Value(value) => value.as_float(),
            Node::Text { text, .. } => text.parse().ok(),
            Node::Table(_) => None,
        };
        if read.is_none() {
            reading.error(node, key, "must be a number");
        }
        read
    }

    fn write(&self) -> Option<toml::Value> {
        Some((*self).into())
    }
}
