//! Settings as TOML.

use super::Config;
use super::settings::{Field, Shape, Value};

/// The settings in force, in the order they are declared, without secrets.
pub(super) fn print(config: &Config) -> String {
    let mut out = String::new();
    if let (Shape::Table(fields), Some(toml::Value::Table(table))) = (Config::shape(), config.write()) {
        table_of(&fields, &table, "", &mut out);
    }
    out
}

/// One table: its values first, as TOML wants it, then the tables below it.
fn table_of(fields: &[Field], table: &toml::Table, name: &str, out: &mut String) {
    for field in fields {
        if let (Shape::Leaf(_), Some(value)) = (&field.shape, table.get(field.name)) {
            out.push_str(&format!("{} = {value}\n", field.name));
        }
    }
    for field in fields {
        let name = if name.is_empty() { field.name.to_owned() } else { format!("{name}.{}", field.name) };
        if let Some(toml::Value::Table(below)) = table.get(field.name) {
            shaped(&field.shape, below, &name, out);
        }
    }
}

/// An operator's name as TOML writes it: in quotes where it is not plain.
fn name_of(entry: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !entry.is_empty() && entry.bytes().all(is_plain) {
        return entry.to_owned();
    }
    toml::Value::from(entry).to_string()
}

fn shaped(shape: &Shape, table: &toml::Table, name: &str, out: &mut String) {
    match shape {
        Shape::Table(fields) => {
            out.push_str(&format!("\n[{name}]\n"));
            table_of(fields, table, name, out);
        }
        Shape::Names(each) if matches!(**each, Shape::Leaf(_)) => {
            if !table.is_empty() {
                out.push_str(&format!("\n[{name}]\n"));
            }
            for (entry, value) in table {
                out.push_str(&format!("{} = {value}\n", name_of(entry)));
            }
        }
        Shape::Names(each) => {
            for (entry, value) in table {
                if let toml::Value::Table(below) = value {
                    shaped(each, below, &format!("{name}.{entry}"), out);
                }
            }
        }
        Shape::Leaf(_) => {}
    }
}
