//! Switches: each fact about Zendesk that nobody outside could confirm, both ways.

use crate::limits;
use serde::{Deserialize, Serialize};

/// What happens to control of a conversation when its ticket closes or its session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndControl {
    /// Control is released: `switchboard:releaseControl`.
    Release,
    /// Control passes to the next or default row: `switchboard:passControl` with the reason.
    Pass,
}

/// Whether the account has omnichannel routing, without which there is no agent availability API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OmnichannelRouting {
    /// It has.
    On,
    /// It has not, and the API answers 404.
    NotFound,
    /// It has not, and the API answers 403.
    Forbidden,
}

macro_rules! switches {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $value:expr),* $(,)?) => {
        /// How this account behaves where the vendor's contract leaves room. [`Default`] is the likeliest behaviour.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Switches {
            $($(#[$doc])* pub $name: $kind,)*
        }

        impl Default for Switches {
            fn default() -> Self {
                Self { $($name: $value,)* }
            }
        }

        /// A change of some switches; what is absent stays as it is.
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct SwitchChange {
            $($(#[$doc])* #[serde(skip_serializing_if = "Option::is_none")] pub $name: Option<$kind>,)*
        }

        impl Switches {
            pub(crate) fn apply(&mut self, change: SwitchChange) {
                $(if let Some(value) = change.$name { self.$name = value; })*
            }
        }
    };
}

switches! {
    /// Messages carry `author.subtypes` (`agent`, `activity`, `bot`).
    author_subtypes: bool = true,
    /// Agents' messages carry `__zendesk_msg.*` metadata.
    agent_metadata: bool = true,
    /// Agents' texts carry `htmlText` beside `text`.
    html_text: bool = true,
    /// A pass of control sends `switchboard:passControl`.
    pass_event: bool = true,
    /// A closed ticket leaves an activity message in the conversation.
    activity_messages: bool = true,
    /// What happens to control at the end.
    end_control: EndControl = EndControl::Release,
    /// A posted text of several paragraphs, or a file with a text, is answered as two messages.
    two_messages: bool = false,
    /// A new ticket is found by its conversation only after this time.
    ticket_lag_ms: i64 = 0,
    /// Several conversations a user (`multiConvoEnabled`). Off: a user has the default one and stays on it.
    multi_conversation: bool = true,
    /// Files need an `Authorization` header.
    private_attachments: bool = true,
    /// A business message opens a ticket too while the agent workspace is in control.
    business_message_opens_ticket: bool = true,
    /// Messages a conversation may hold before it is locked.
    message_cap: usize = limits::CONVERSATION_MESSAGES,
    /// The agent availability API, which needs omnichannel routing.
    omnichannel_routing: OmnichannelRouting = OmnichannelRouting::On,
    /// A comment whose author is an end user opens a ticket again that was pending, on hold or solved.
    requester_comment_reopens: bool = false,
    /// The first comment of a ticket made by API or by an agent is told as `ticket.comment_added` too.
    comment_event_on_create: bool = true,
    /// A ticket field the account does not have is refused with 422, not ignored.
    unknown_field_refused: bool = false,
    /// Words in a trigger's JSON body are escaped, so that the body stays JSON.
    trigger_words_escaped: bool = false,
    /// Ticket updates by API in a minute over the whole account, as the vendor limits to 100. 0: no limit.
    updates_per_minute: u32 = 0,
    /// Updates of one ticket by API in ten minutes, as the vendor limits to 30. 0: no limit.
    ticket_updates_per_10_minutes: u32 = 0,
}
