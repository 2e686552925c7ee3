//! What a type can be read from: the names of its variants and fields, asked of its own `Deserialize`. It lets a test
//! notice a variant or field that was added without a literal of its wire form.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;
use std::collections::BTreeSet;
use std::fmt;

/// The names of an enum's variants, as they stand on the wire.
pub(crate) fn variants_of<T: DeserializeOwned>() -> BTreeSet<&'static str> {
    names(T::deserialize(Probe { variant: None }))
}

/// The names of a struct's fields.
pub(crate) fn fields_of<T: DeserializeOwned>() -> BTreeSet<&'static str> {
    names(T::deserialize(Probe { variant: None }))
}

/// The names of the fields inside one variant of an enum, its own or those of the struct it wraps.
pub(crate) fn fields_in<T: DeserializeOwned>(variant: &str) -> BTreeSet<&'static str> {
    names(T::deserialize(Probe { variant: Some(variant) }))
}

fn names<T>(result: Result<T, Names>) -> BTreeSet<&'static str> {
    result.err().map(|names| names.0.iter().copied().collect()).unwrap_or_default()
}

/// Answers every question of a `Deserialize` by ending it with the names it asked for.
struct Probe<'a> {
    variant: Option<&'a str>,
}

#[derive(Debug)]
struct Names(&'static [&'static str]);

impl fmt::Display for Names {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:?}", self.0)
    }
}

impl std::error::Error for Names {}

impl de::Error for Names {
    fn custom<T: fmt::Display>(message: T) -> Self {
        panic!("a probe does not read: {message}")
    }
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Names;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Names> {
        Err(Names(fields))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Names> {
        match self.variant {
            None => Err(Names(variants)),
            Some(_) => visitor.visit_enum(self),
        }
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Names> {
        Err(Names(&[]))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl<'de> EnumAccess<'de> for Probe<'_> {
    type Error = Names;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Names> {
        let name: StrDeserializer<'_, Names> = StrDeserializer::new(self.variant.unwrap_or_default());
        Ok((seed.deserialize(name)?, Self { variant: None }))
    }
}

impl<'de> VariantAccess<'de> for Probe<'_> {
    type Error = Names;

    fn unit_variant(self) -> Result<(), Names> {
        Err(Names(&[]))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Names> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, _visitor: V) -> Result<V::Value, Names> {
        Err(Names(&[]))
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], _visitor: V) -> Result<V::Value, Names> {
        Err(Names(fields))
    }
}
