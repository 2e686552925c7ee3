use serde::Deserialize;

use crate::conversations::Conversation;
use crate::metadata::Metadata;
use crate::tolerant;

open_enum! {
    /// What was done, or tried, with the control of a conversation.
    SwitchboardStep {
        /// Control was taken as offered.
        Accept = "switchboard:acceptControl",
        /// Control was offered.
        Offer = "switchboard:offerControl",
        /// Control was passed.
        Pass = "switchboard:passControl",
        /// Control was given up.
        Release = "switchboard:releaseControl",
    }
}

open_enum! {
    /// Why control came back.
    ReleaseReason {
        /// The ticket was closed.
        TicketClosed = "ticketClosed",
        /// The ticket goes on by e-mail.
        TransferToEmail = "transferToEmail",
    }
}

/// Something was done, or tried, with the control of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct SwitchboardEvent {
    /// What.
    pub step: SwitchboardStep,
    /// Why it failed, if it did. A failure event without a reason has an empty one.
    pub failure: Option<SwitchboardFailure>,
    /// The conversation as it is now.
    pub conversation: Conversation,
    /// What was given along; in a pass of ours it holds what we gave.
    pub metadata: Metadata,
    /// Why control came back, where it is told.
    pub reason: Option<ReleaseReason>,
}

/// Why something with the control of a conversation failed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct SwitchboardFailure {
    /// The vendor's word, such as `switchboard_invalid_target`.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub code: String,
    /// What it says about it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub message: String,
}

#[derive(Deserialize)]
struct Payload {
    conversation: Conversation,
    #[serde(default)]
    metadata: Metadata,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    reason: Option<ReleaseReason>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    error: SwitchboardFailure,
}

impl SwitchboardEvent {
    /// Reads the payload of an event of this name; `None` for another name.
    pub(super) fn read(name: &str, payload: &str) -> serde_json::Result<Option<Self>> {
        let (step, failed) = name.strip_suffix(":failure").map_or((name, false), |step| (step, true));
        let step = SwitchboardStep::from(step);
        if matches!(step, SwitchboardStep::Other(_)) {
            return Ok(None);
        }
        let Payload { conversation, metadata, reason, error } = serde_json::from_str(payload)?;
        Ok(Some(Self { step, failure: failed.then_some(error), conversation, metadata, reason }))
    }
}
