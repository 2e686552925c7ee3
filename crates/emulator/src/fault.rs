//! Faults: what the emulator does wrong when told to.

use crate::ids::ConversationId;
use serde::{Deserialize, Serialize};

/// Names an installed fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FaultId(pub u64);

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The request is carried out; then the connection closes without an answer.
    DropAnswer,
    /// The connection closes before anything is done.
    DropRequest,
    /// The request is carried out; the answer is 500.
    FailAfterAccept,
    /// Nothing is done; the answer is 503.
    Unavailable,
    /// Nothing is done; the answer is 429.
    RateLimit {
        /// `Retry-After`, where the answer is to carry one. The vendor promises none.
        #[serde(default)]
        retry_after_s: Option<u32>,
    },
    /// Nothing is done; the answer is 423. For Sunshine Conversations: Support has no such status.
    Locked,
    /// Nothing is done; the answer is 422, as for a record that Support does not take. For Support.
    RecordInvalid,
    /// The request is carried out; the answer comes late.
    Hang {
        /// How late, by the emulator's clock.
        #[serde(default = "hang_ms")]
        ms: i64,
    },
    /// `passControl` answers 200, then fails: `switchboard:passControl:failure`, and control stays where it was.
    PassControlFails,
    /// The webhook caused by a request is delivered before the request is answered.
    WebhookBeforeAnswer,
    /// A webhook is sent twice.
    WebhookDuplicate,
    /// A webhook is held back until the next one of the same address was delivered.
    WebhookReorder,
    /// A webhook is sent late.
    WebhookDelay {
        /// How late, by the emulator's clock.
        ms: i64,
    },
    /// A webhook is never sent.
    WebhookLose,
}

const fn hang_ms() -> i64 {
    20_000
}

impl FaultKind {
    const fn is_webhook(&self) -> bool {
        matches!(self, Self::WebhookDuplicate | Self::WebhookReorder | Self::WebhookDelay { .. } | Self::WebhookLose)
    }
}

/// A fault with what it applies to. Every limit is optional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultRule {
    /// What goes wrong.
    #[serde(flatten)]
    pub fault: FaultKind,
    /// How often, `None` for always.
    #[serde(default)]
    pub count: Option<u32>,
    /// How many matches pass unharmed first.
    #[serde(default)]
    pub skip: u32,
    /// For how long from now, by the emulator's clock.
    #[serde(default)]
    pub for_ms: Option<i64>,
    /// Only requests of this operation (`operationId`).
    #[serde(default)]
    pub operation: Option<String>,
    /// Only webhooks that hold an event of this type; `conditional_ticket_events` for what triggers send.
    #[serde(default)]
    pub event: Option<String>,
    /// Only this conversation.
    #[serde(default)]
    pub conversation: Option<ConversationId>,
}

impl FaultRule {
    /// The fault every time.
    #[must_use]
    pub const fn always(fault: FaultKind) -> Self {
        Self { fault, count: None, skip: 0, for_ms: None, operation: None, event: None, conversation: None }
    }

    /// The fault once.
    #[must_use]
    pub const fn once(fault: FaultKind) -> Self {
        Self::always(fault).times(1)
    }

    /// The fault this many times.
    #[must_use]
    pub const fn times(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// Lets this many matches pass first.
    #[must_use]
    pub const fn after(mut self, skip: u32) -> Self {
        self.skip = skip;
        self
    }

    /// Ends after this time.
    #[must_use]
    pub fn lasting(mut self, time: std::time::Duration) -> Self {
        self.for_ms = i64::try_from(time.as_millis()).ok();
        self
    }

    /// Only requests of this operation.
    #[must_use]
    pub fn on(mut self, operation: &str) -> Self {
        self.operation = Some(operation.to_owned());
        self
    }

    /// Only webhooks with an event of this type.
    #[must_use]
    pub fn event(mut self, kind: &str) -> Self {
        self.event = Some(kind.to_owned());
        self
    }

    /// Only this conversation.
    #[must_use]
    pub fn conversation(mut self, id: ConversationId) -> Self {
        self.conversation = Some(id);
        self
    }
}

struct Installed {
    id: FaultId,
    rule: FaultRule,
    until_ms: Option<i64>,
}

impl Installed {
    /// Whether the rule strikes this match; uses up its counts.
    fn strike(&mut self) -> bool {
        if self.rule.skip > 0 {
            self.rule.skip -= 1;
            return false;
        }
        match &mut self.rule.count {
            None => true,
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
        }
    }
}

/// The installed faults.
#[derive(Default)]
pub(crate) struct Faults {
    next: u64,
    installed: Vec<Installed>,
}

impl Faults {
    pub(crate) fn add(&mut self, rule: FaultRule, now_ms: i64) -> FaultId {
        self.next += 1;
        let id = FaultId(self.next);
        let until_ms = rule.for_ms.map(|ms| now_ms + ms);
        self.installed.push(Installed { id, rule, until_ms });
        id
    }

    pub(crate) fn remove(&mut self, id: FaultId) -> bool {
        let before = self.installed.len();
        self.installed.retain(|fault| fault.id != id);
        self.installed.len() < before
    }

    pub(crate) fn clear(&mut self) {
        self.installed.clear();
    }

    pub(crate) fn list(&self) -> Vec<(FaultId, FaultRule)> {
        self.installed.iter().map(|fault| (fault.id, fault.rule.clone())).collect()
    }

    /// The faults that strike this request.
    pub(crate) fn of_request(&mut self, now_ms: i64, operation: &str, conversation: Option<&str>) -> Vec<FaultKind> {
        self.strike(now_ms, |rule| {
            !rule.fault.is_webhook()
                && rule.operation.as_deref().is_none_or(|wanted| wanted == operation)
                && (rule.fault != FaultKind::PassControlFails || operation == "PassControl")
                && rule.conversation.as_ref().is_none_or(|wanted| conversation == Some(wanted.0.as_str()))
        })
    }

    /// The faults that strike a webhook with these events.
    pub(crate) fn of_webhook(&mut self, now_ms: i64, events: &[(&str, Option<&ConversationId>)]) -> Vec<FaultKind> {
        self.strike(now_ms, |rule| {
            rule.fault.is_webhook()
                && events.iter().any(|(kind, conversation)| {
                    rule.event.as_deref().is_none_or(|wanted| wanted == *kind)
                        && rule.conversation.as_ref().is_none_or(|wanted| *conversation == Some(wanted))
                })
        })
    }

    fn strike(&mut self, now_ms: i64, matches: impl Fn(&FaultRule) -> bool) -> Vec<FaultKind> {
        self.installed.retain(|fault| fault.until_ms.is_none_or(|until| now_ms < until));
        let struck = self
            .installed
            .iter_mut()
            .filter(|fault| matches(&fault.rule))
            .filter_map(|fault| fault.strike().then(|| fault.rule.fault.clone()))
            .collect();
        self.installed.retain(|fault| fault.rule.count != Some(0));
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_skips_strikes_and_is_spent() {
        let mut faults = Faults::default();
        faults.add(FaultRule::once(FaultKind::DropAnswer).after(1).on("PostMessage"), 0);
        let mut hits = |operation| faults.of_request(0, operation, None).len();
        assert_eq!(
            [hits("PostMessage"), hits("GetUser"), hits("PostMessage"), hits("PostMessage")],
            [0, 0, 1, 0],
            "one passes, another operation does not count, one is struck, then the rule is spent"
        );
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_rule_ends_by_the_clock() {
        let mut faults = Faults::default();
        faults.add(FaultRule::always(FaultKind::Unavailable).lasting(std::time::Duration::from_secs(1)), 0);
        assert_eq!(faults.of_request(999, "GetUser", None).len(), 1);
        assert_eq!(faults.of_request(1000, "GetUser", None).len(), 0);
    }

    #[test]
    fn the_failing_pass_strikes_no_other_operation() {
        let mut faults = Faults::default();
        faults.add(FaultRule::once(FaultKind::PassControlFails), 0);
        assert!(faults.of_request(0, "PostMessage", None).is_empty());
        assert_eq!(faults.of_request(0, "PassControl", None).len(), 1);
    }

    #[test]
    fn rules_have_a_flat_json_form() {
        let rule: FaultRule =
            serde_json::from_str(r#"{"kind":"rate_limit","retry_after_s":3,"count":2,"operation":"PostMessage"}"#)
                .expect("parses");
        let expected = FaultRule::always(FaultKind::RateLimit { retry_after_s: Some(3) }).times(2).on("PostMessage");
        assert_eq!(rule, expected);
    }
}
