use serde::Deserialize;
use serde_json::Value;

use super::Message;

/// The message that another one answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Quoted {
    /// A message of this conversation.
    Message(Box<Message>),
    /// A message the vendor does not have, by the channel's own id.
    External(String),
    /// Something else.
    Unknown,
}

impl<'de> Deserialize<'de> for Quoted {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut quoted = Value::deserialize(deserializer)?;
        Ok(if let Some(id) = quoted.get("externalMessageId").and_then(Value::as_str) {
            Self::External(id.to_owned())
        } else {
            quoted
                .get_mut("message")
                .and_then(|message| serde_json::from_value(message.take()).ok())
                .map_or(Self::Unknown, Self::Message)
        })
    }
}
