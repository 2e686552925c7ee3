//! The reference of all settings, made from the documentation of the types.

use super::Config;
use super::settings::{Field, Shape, Value};

/// Every setting with its meaning, form and default, as Markdown.
pub fn reference() -> String {
    let mut out = String::new();
    if let Shape::Table(fields) = Config::shape() {
        section("", "", &fields, &mut out);
    }
    out
}

/// One table: its settings, then the tables below it.
fn section(name: &str, about: &str, fields: &[Field], out: &mut String) {
    if name.is_empty() {
        out.push_str("### At the top\n\n");
    } else {
        out.push_str(&format!("### `[{name}]`\n\n{about}\n\n"));
    }
    for field in fields.iter().filter(|field| is_leaf(&field.shape)) {
        out.push_str(&setting(field));
    }
    for field in fields.iter().filter(|field| !is_leaf(&field.shape)) {
        let below = if name.is_empty() { field.name.to_owned() } else { format!("{name}.{}", field.name) };
        out.push('\n');
        table(&below, field, &field.shape, out);
    }
}

fn table(name: &str, field: &Field, shape: &Shape, out: &mut String) {
    match shape {
        Shape::Table(fields) => section(name, &about(field), fields, out),
        Shape::Names(each) if is_leaf(each) => {
            out.push_str(&format!("### `[{name}]`\n\n{}\n", about(field)));
        }
        Shape::Names(each) => table(&format!("{name}.<name>"), field, each, out),
        Shape::Leaf(_) => {}
    }
}

fn setting(field: &Field) -> String {
    let Shape::Leaf(kind) = field.shape else { return String::new() };
    let default = field.default.as_ref().filter(|value| !is_empty(value));
    let default = default.map(|value| format!(" Default `{}`.", one_line(value))).unwrap_or_default();
    let file = if field.secret { format!(" Also from a file: `{}_file`.", field.name) } else { String::new() };
    format!("- **`{}`** ({kind}) {}{default}{file}\n", field.name, about(field))
}

fn about(field: &Field) -> String {
    field.about.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ")
}

fn is_leaf(shape: &Shape) -> bool {
    matches!(shape, Shape::Leaf(_))
}

fn is_empty(value: &toml::Value) -> bool {
    value.as_str() == Some("") || value.as_array().is_some_and(Vec::is_empty)
}

/// A default as it is written in the file, on one line.
fn one_line(value: &toml::Value) -> String {
    match value.as_str().filter(|text| text.contains('\n')) {
        Some(text) => format!("{text:?}"),
        None => value.to_string(),
    }
}
