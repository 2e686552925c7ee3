//! A JSON value as a browser has it after its own parser is through with it.
//!
//! The widget reads what the relay sends from here and not through serde_json: the browser's parser is there already,
//! and a deserializer over a finished tree, with an error that says nothing, keeps tens of kilobytes out of the module.

use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// A JSON value.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Tree {
    /// Null, or nothing that JSON could say.
    #[default]
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

/// The tree is not of the form that was to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Misfit;

impl Tree {
    /// Reads a value from the tree.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        T::deserialize(self)
    }

    /// The value of a key; nothing where there is none.
    pub fn get(&self, key: &str) -> &Self {
        self.entries().iter().find(|(name, _)| name == key).map_or(&Self::Nothing, |(_, value)| value)
    }

    /// The entries of a map; none of anything else.
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
}

impl fmt::Display for Misfit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("not of the expected form")
    }
}

impl std::error::Error for Misfit {}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    // The default ones format their arguments first.
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "a number goes as an integer only where it is exactly one"
)]
impl<'de> Deserializer<'de> for &Tree {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Tree::Nothing => visitor.visit_unit(),
            Tree::Bool(value) => visitor.visit_bool(*value),
            Tree::Number(value) if *value >= 0.0 && *value as u64 as f64 == *value => visitor.visit_u64(*value as u64),
            Tree::Number(value) if *value as i64 as f64 == *value => visitor.visit_i64(*value as i64),
            Tree::Number(value) => visitor.visit_f64(*value),
            Tree::Text(text) => visitor.visit_str(text),
            Tree::List(entries) => visitor.visit_seq(Entries(entries.iter())),
            Tree::Map(entries) => visitor.visit_map(Pairs(entries.iter(), &Tree::Nothing)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Tree::Nothing => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match self {
            Tree::Text(name) => visitor.visit_enum(Variant(name, &Tree::Nothing)),
            Tree::Map(entries) => match entries.as_slice() {
                [(name, content)] => visitor.visit_enum(Variant(name, content)),
                _ => Err(Misfit),
            },
            _ => Err(Misfit),
        }
    }

    // A struct is a map, a list is a list: serde's other forms of them are not of this protocol, and leaving them out
    // lets the compiler drop the code that would read them.

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Tree::Map(entries) => visitor.visit_map(Pairs(entries.iter(), &Tree::Nothing)),
            _ => Err(Misfit),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match self {
            Tree::List(entries) => visitor.visit_seq(Entries(entries.iter())),
            _ => Err(Misfit),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.text().map_or(Err(Misfit), |text| visitor.visit_str(text))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}

struct Entries<'a>(std::slice::Iter<'a, Tree>);

impl<'de> SeqAccess<'de> for Entries<'_> {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        self.0.next().map(|entry| seed.deserialize(entry)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

struct Pairs<'a>(std::slice::Iter<'a, (String, Tree)>, &'a Tree);

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Misfit;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Some((key, value)) = self.0.next() else { return Ok(None) };
        self.1 = value;
        seed.deserialize(name(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Misfit> {
        seed.deserialize(self.1)
    }
}

struct Variant<'a>(&'a str, &'a Tree);

impl<'de, 'a> EnumAccess<'de> for Variant<'a> {
    type Error = Misfit;
    type Variant = &'a Tree;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, &'a Tree), Misfit> {
        Ok((seed.deserialize(name(self.0))?, self.1))
    }
}

impl<'de> VariantAccess<'de> for &Tree {
    type Error = Misfit;

    fn unit_variant(self) -> Result<(), Misfit> {
        if *self == Tree::Nothing { Ok(()) } else { Err(Misfit) }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Misfit> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Misfit> {
        Err(Misfit)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_map(visitor)
    }
}

fn name(text: &str) -> StrDeserializer<'_, Misfit> {
    text.into_deserializer()
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Grow)
    }
}

struct Grow;

#[expect(clippy::cast_precision_loss, reason = "JSON numbers are doubles in the browsers that read them")]
impl<'de> Visitor<'de> for Grow {
    type Value = Tree;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Nothing)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_element()? {
            entries.push(entry);
        }
        Ok(Tree::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ClientFrame, EventBody, Hint, ProblemBody, SiteDocument, UserDetails};
    use std::fmt::Debug;

    fn same<T: DeserializeOwned + PartialEq + Debug>(json: &str) {
        let tree: Tree = serde_json::from_str(json).unwrap();
        assert_eq!(tree.read::<T>().ok(), serde_json::from_str::<T>(json).ok(), "{json}");
    }

    #[test]
    fn a_tree_reads_as_its_text_does() {
        same::<EventBody>(
            r#"{"visitor":{"text":"hi","files":[{"id":"f","name":"a.png","media_type":"image/png","bytes":12}]}}"#,
        );
        same::<EventBody>(
            r#"{"bot":{"turn":"t","blocks":[{"list":{"start":3,"items":[[{"paragraph":[{"link":{"href":"https://a","text":["break"]}}]}]]}},"rule",{"code":"x"}],"choices":[{"label":"a","action":{"handoff":{}}},{"label":"b","action":{"postback":"p"}}]}}"#,
        );
        same::<EventBody>(r#"{"stage":{"from":"bot","to":"requested","reason":"of_next_year"}}"#);
        same::<EventBody>(r#"{"notice":"handoff_slow"}"#);
        same::<EventBody>(r#"{"redacted":{"seq":9007199254740991}}"#);
        same::<EventBody>(r#"{"agent":{"agent":null,"desk_at":-5,"desk_id":"m","of_next_year":[1,{"a":2.5}]}}"#);
        same::<Hint>(r#"{"draft":{"turn":"t","at":4,"text":"…"}}"#);
        same::<ClientFrame>(r#"{"hello":{"version":1,"session":"s","cursor":null}}"#);
        same::<UserDetails>(r#"{"name":"Ada","custom_data":{"n":1.5,"i":-3,"b":true,"t":"x"}}"#);
        same::<ProblemBody>(r#"{"title":"t","status":429,"code":"budget_spent","retry_after_ms":1000}"#);
        same::<SiteDocument>(
            r##"{"token":"s","origins":[],"title":"S","locale":"en","handoff":true,"files":{"max_bytes":1,"extensions":["png"]},"theme":{"baton-accent":"#fff"}}"##,
        );
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for json in [
            r#"{"of_next_year":{}}"#,
            r#"{"visitor":5}"#,
            r#"{"redacted":{"seq":-1}}"#,
            r#"{"redacted":{"seq":1.5}}"#,
            r#"{"redacted":{}}"#,
            r#"{"notice":"handoff_slow","redacted":{"seq":1}}"#,
            r#""visitor""#,
            "null",
        ] {
            same::<EventBody>(json);
            assert!(serde_json::from_str::<Tree>(json).unwrap().read::<EventBody>().is_err(), "{json}");
        }
    }
}
