//! Identifiers, and the mint that makes them.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! text_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    )*};
}

macro_rules! number_id {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )*};
}

text_id! {
    /// A messaging user of Sunshine Conversations.
    UserId,
    /// A conversation.
    ConversationId,
    /// A message.
    MessageId,
    /// An integration of the app.
    IntegrationId,
    /// A webhook of an integration.
    WebhookId,
    /// A switchboard.
    SwitchboardId,
    /// A row of a switchboard (the vendor says "switchboard integration").
    RowId,
    /// An uploaded file.
    AttachmentId,
    /// An event inside a webhook; the same over all attempts.
    EventId,
    /// The public half of an API key, such as `int_…`.
    KeyId,
    /// A campaign of Braze.
    CampaignId,
    /// A user of Braze, by the name the customer gave.
    ExternalUserId,
    /// One sending of a campaign.
    DispatchId,
    /// A text message a person sent.
    TextId,
    /// What an upload to Support gives back, and a comment's `uploads` name.
    UploadToken,
}

number_id! {
    /// A Support ticket.
    TicketId,
    /// A group of agents.
    GroupId,
    /// A person in Support: agent or end user.
    PersonId,
    /// One webhook delivery over all its attempts.
    DeliveryId,
    /// A field of tickets or of users.
    FieldId,
    /// A schedule of business hours.
    ScheduleId,
    /// A brand.
    BrandId,
    /// A comment on a ticket; in its audit, the event of type `Comment` has the same number.
    CommentId,
    /// One change of a ticket with all it did.
    AuditId,
    /// A file of Support: an upload, later an attachment of a comment.
    FileId,
    /// A trigger.
    TriggerId,
}

/// Makes ids in the vendor's shapes.
///
/// Object ids are 24 hexadecimal digits that sort by creation, which is what the vendor's cursors rest on.
#[derive(Debug)]
pub(crate) struct Mint {
    process: String,
    counter: u32,
    number: u64,
}

impl Mint {
    pub(crate) fn new() -> Self {
        let process = random_hex(5);
        Self { process, counter: 0, number: 8_447_388_090_000 }
    }

    /// A 24-digit id: seconds, this process, a counter.
    pub(crate) fn object(&mut self, now_ms: i64) -> String {
        self.counter = self.counter.wrapping_add(1) & 0x00ff_ffff;
        format!("{:08x}{}{:06x}", (now_ms / 1000) & 0xffff_ffff, self.process, self.counter)
    }

    /// A ULID, as the vendor names files.
    pub(crate) fn ulid(&mut self, now_ms: i64) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let random = uuid::Uuid::new_v4().as_u128() & ((1 << 80) - 1);
        let bits = (u128::from(now_ms.unsigned_abs()) << 80) | random;
        (0..26_u32)
            .rev()
            .filter_map(|place| ALPHABET.get(usize::try_from((bits >> (place * 5)) & 31).ok()?))
            .map(|&byte| char::from(byte))
            .collect()
    }

    /// A number of Support's magnitude (13 digits: it does not fit in 32 bits).
    pub(crate) fn number(&mut self) -> u64 {
        self.number += 7;
        self.number
    }
}

/// `bytes` random bytes, in hexadecimal.
pub(crate) fn random_hex(bytes: usize) -> String {
    let mut out = Vec::with_capacity(bytes);
    while out.len() < bytes {
        out.extend_from_slice(uuid::Uuid::new_v4().as_bytes());
    }
    out.truncate(bytes);
    hex::encode(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_ids_have_24_digits_and_sort_by_creation() {
        let mut mint = Mint::new();
        let ids: Vec<String> = (0..50).map(|step| mint.object(1_700_000_000_000 + step * 400)).collect();
        assert!(ids.iter().all(|id| id.len() == 24 && id.chars().all(|c| c.is_ascii_hexdigit())));
        assert!(ids.is_sorted());
    }

    #[test]
    fn ulids_have_26_characters_and_begin_with_the_time() {
        let mut mint = Mint::new();
        let (early, late) = (mint.ulid(1_700_000_000_000), mint.ulid(1_700_000_001_000));
        assert_eq!(early.len(), 26);
        assert!(early < late);
    }
}
