//! One conversation, as the report follows it.

use super::Day;
use super::question::Questions;
use baton_protocol::{
    BotMessage, ConversationId, EventBody, FormReply, Notice, Stage, StageChange, StageReason, TurnId, VisitorMessage,
};
use std::collections::BTreeMap;

/// Where one conversation stands.
#[derive(Debug)]
pub(super) struct Talk {
    pub(super) conversation: ConversationId,
    has_begun: bool,
    stage: Stage,
    /// What was said since the bot spoke last.
    asked: String,
    /// The turn that was counted last.
    turn: Option<TurnId>,
    /// What was said of each answer, by its `seq`.
    feedback: BTreeMap<u64, bool>,
}

impl Talk {
    pub(super) fn new(conversation: ConversationId) -> Self {
        Self {
            conversation,
            has_begun: false,
            stage: Stage::Bot,
            asked: String::new(),
            turn: None,
            feedback: BTreeMap::new(),
        }
    }

    pub(super) fn follow(&mut self, body: &EventBody, day: &mut Day, site: &str, questions: &mut Questions) {
        match body {
            EventBody::Visitor(message) => self.visitor(message, day),
            EventBody::Bot(message) => self.bot(message, day, site, questions),
            EventBody::Stage(change) => self.stage(change, day),
            EventBody::Notice(Notice::Away(_)) => add(&mut day.outcomes, "nobody_there"),
            EventBody::Feedback(feedback) => {
                // The newest word counts: what it takes back is not counted any more, as far as it was of this day.
                match self.feedback.insert(feedback.seq, feedback.helpful) {
                    Some(true) => day.helpful = day.helpful.saturating_sub(1),
                    Some(false) => day.unhelpful = day.unhelpful.saturating_sub(1),
                    None => {}
                }
                if feedback.helpful {
                    day.helpful += 1;
                } else {
                    day.unhelpful += 1;
                }
            }
            _ => {}
        }
    }

    fn visitor(&mut self, message: &VisitorMessage, day: &mut Day) {
        if !self.has_begun {
            self.has_begun = true;
            day.conversations += 1;
        }
        if let Some(rating) = message.form.as_ref().and_then(FormReply::rating)
            && let Some(count) = day.ratings.get_mut(usize::from(rating).wrapping_sub(1))
        {
            *count += 1;
        }
        if message.form.as_ref().is_some_and(|form| form.by_email().is_some()) {
            day.messages_left += 1;
        } else if message.form.is_none() && self.stage == Stage::Bot {
            if !self.asked.is_empty() {
                self.asked.push(' ');
            }
            self.asked.push_str(&message.text);
        }
    }

    fn bot(&mut self, message: &BotMessage, day: &mut Day, site: &str, questions: &mut Questions) {
        let is_new = self.turn.as_ref() != Some(&message.turn);
        if is_new {
            self.turn = Some(message.turn.clone());
            day.questions += 1;
            day.stopped += u64::from(message.stopped);
        }
        let asked = std::mem::take(&mut self.asked);
        if message.unsure && !asked.is_empty() {
            day.unanswered += 1;
            questions.add(site, &asked, &self.conversation);
        }
    }

    fn stage(&mut self, change: &StageChange, day: &mut Day) {
        self.stage = change.to;
        self.asked.clear();
        match (change.to, change.reason) {
            (Stage::Requested, reason) => add(&mut day.handoffs, word(reason)),
            (Stage::Queued, _) => add(&mut day.outcomes, "confirmed"),
            (Stage::Agent, _) => add(&mut day.outcomes, "joined"),
            (Stage::Bot, StageReason::Cancelled) => add(&mut day.outcomes, "cancelled"),
            (Stage::Bot, StageReason::HandoffFailed) => add(&mut day.outcomes, "failed"),
            (Stage::Ended, reason) => add(&mut day.ends, word(reason)),
            (Stage::Bot, _) => {}
        }
    }
}

fn add(counts: &mut BTreeMap<&'static str, u64>, word: &'static str) {
    *counts.entry(word).or_default() += 1;
}

/// The protocol's own word for a reason.
fn word(reason: StageReason) -> &'static str {
    match reason {
        StageReason::VisitorAsked => "visitor_asked",
        StageReason::PageAsked => "page_asked",
        StageReason::BotDecided => "bot_decided",
        StageReason::BotFailed => "bot_failed",
        StageReason::BotUnsure => "bot_unsure",
        StageReason::Keyword => "keyword",
        StageReason::BotEnded => "bot_ended",
        StageReason::SessionEnded => "session_ended",
        StageReason::TicketClosed => "ticket_closed",
        StageReason::TicketSolved => "ticket_solved",
        StageReason::MovedToEmail => "moved_to_email",
        StageReason::VisitorEnded => "visitor_ended",
        _ => "other",
    }
}
