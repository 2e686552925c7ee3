//! What a conversation's text messages follow from: each is ordered in the commit of the event it carries, so that it
//! goes out once for each event, in their order, whatever becomes of the relay in between.

use super::handoff::Manner;
use super::{Plan, State};
use crate::desk::tickets;
use crate::store::{Lane, WorkBody, WorkKind};
use baton_protocol::DetailWish;

/// What an item of [`WorkKind::Sms`] is about; its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// The event with this `seq` goes out as a text.
    Event(u64),
    /// The reply of this keyword category goes out.
    Reply(String),
    /// The agents are told something about a text that was to carry the event with this `seq`.
    Note(Why, u64),
}

/// What the agents are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The visitor wants no more texts.
    Stopped,
    /// What was said was too long: its end was cut off.
    Cut,
    /// It was refused for good.
    Refused,
}

impl Why {
    const ALL: [(Self, &'static str); 3] = [(Self::Stopped, "stopped"), (Self::Cut, "cut"), (Self::Refused, "refused")];

    /// The word of it in a body, and in what the note is recognised by.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(why, _)| *why == self).map_or("", |(_, word)| word)
    }
}

impl Errand {
    /// The body of the work.
    pub fn body(&self) -> String {
        match self {
            Self::Event(seq) => seq.to_string(),
            Self::Reply(category) => format!("reply/{category}"),
            Self::Note(why, seq) => format!("note/{}/{seq}", why.word()),
        }
    }

    /// Reads a body.
    pub fn read(body: &str) -> Option<Self> {
        if let Some(category) = body.strip_prefix("reply/") {
            return Some(Self::Reply(category.to_owned()));
        }
        if let Some((word, seq)) = body.strip_prefix("note/").and_then(|rest| rest.split_once('/')) {
            let (why, _) = Why::ALL.into_iter().find(|(_, known)| *known == word)?;
            return Some(Self::Note(why, seq.parse().ok()?));
        }
        body.parse().ok().map(Self::Event)
    }
}

/// What was appended last goes out as a text, where the visitor is reached by texts. Whether they want them is looked at
/// when it is to go: they may say so in between.
pub fn pass_on(plan: &mut Plan) {
    let Some(sms) = &mut plan.state().sms else { return };
    sms.open = true;
    plan.work(Lane::Sms, WorkKind::Sms, WorkBody::LastSeq);
}

/// What was appended last is the end of the ticket: that is said once, until somebody says something again.
pub fn tell_end(plan: &mut Plan) {
    let Some(sms) = &mut plan.state().sms else { return };
    if std::mem::take(&mut sms.open) && !sms.stopped {
        plan.work(Lane::Sms, WorkKind::Sms, WorkBody::LastSeq);
    }
}

/// The desk for new requests of a conversation: whoever is reached by texts gets a ticket, whatever desk the site has.
pub fn desk_of(state: &State, own: &'static str) -> &'static str {
    if state.sms.is_some() { tickets::NAME } else { own }
}

/// How a site hands over somebody who texts: nobody can fill a form in by text.
pub fn manner_of(state: &State, own: Manner) -> Manner {
    match state.sms {
        Some(_) => {
            let fields = Vec::new();
            Manner { name: DetailWish::No, email: DetailWish::No, fields, desk: tickets::NAME, ..own }
        }
        None => own,
    }
}

#[cfg(test)]
mod tests {
    use super::{Errand, Why};

    #[test]
    fn a_body_is_read_as_it_was_written() {
        let errands = [
            Errand::Event(7),
            Errand::Reply("Zendesk/SMS 1".to_owned()),
            Errand::Note(Why::Stopped, 8),
            Errand::Note(Why::Cut, 9),
            Errand::Note(Why::Refused, 10),
        ];
        for errand in errands {
            assert_eq!(Errand::read(&errand.body()), Some(errand));
        }
        for body in ["", "x", "note/x/1", "note/cut/", "-1"] {
            assert_eq!(Errand::read(body), None, "{body}");
        }
    }
}
