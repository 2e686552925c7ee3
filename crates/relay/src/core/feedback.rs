//! What a visitor makes of the bot while it speaks and after: enough of it, or that it was of help.

use super::{Core, Session};
use crate::bot::What;
use crate::conversation::Plan;
use crate::refusal::Refusal;
use crate::telemetry::metric;
use baton_protocol::{ClientId, ErrorCode, Event, EventBody, Feedback, Hint, Stage, TurnId, limits};

impl Core {
    /// Takes what a visitor says of one of the bot's answers; whoever is told so decides what comes of it.
    pub(super) async fn take_feedback(
        &self,
        session: &Session,
        id: ClientId,
        feedback: Feedback,
    ) -> Result<Option<Event>, Refusal> {
        if !id.is_well_formed() {
            return Err(Refusal::new(ErrorCode::Malformed, "the id must be 1 to 64 of A-Z a-z 0-9 _ -"));
        }
        if !session.site.config.feedback {
            return Err(Refusal::new(ErrorCode::StageRefused, "this site does not ask for it: `feedback` is off"));
        }
        let events = self.events(&session.row.conversation, feedback.seq.saturating_sub(1), 1).await?;
        let turn = match events.first().and_then(|event| event.body.known()) {
            Some(EventBody::Bot(message)) => message.turn.clone(),
            _ => return Err(Refusal::new(ErrorCode::ValueRefused, "`seq` is not that of a message of the bot")),
        };
        let taken = self
            .take_plan(session, &id, |snapshot, _, id| {
                let mut plan = Plan::on(snapshot);
                plan.append_from(&EventBody::Feedback(feedback), Some(id), None);
                plan.tell_bot(&What::Feedback { turn: turn.clone(), helpful: feedback.helpful });
                Ok(plan)
            })
            .await?;
        if taken.is_none() {
            let helpful = if feedback.helpful { "yes" } else { "no" };
            let site = session.site.name.clone();
            metrics::counter!(metric::BOT_FEEDBACK, "site" => site, "helpful" => helpful).increment(1);
        }
        Ok(taken)
    }

    /// Stops the bot's turn, wherever it runs: it looks when the conversation is looked at.
    pub(super) async fn stop(&self, session: &Session, turn: &TurnId) -> Result<(), Refusal> {
        let conversation = &self.snapshot_of(session).await?.row.id;
        self.change(conversation, |snapshot| {
            let is_new = snapshot.row.stage == Stage::Bot && snapshot.state.stopped.as_ref() != Some(turn);
            let mut plan = is_new.then(|| Plan::on(snapshot))?;
            plan.state().stopped = Some(turn.clone());
            Some(plan)
        })
        .await?;
        self.bus.look(conversation);
        Ok(())
    }

    /// What could be meant by what is being typed; none where the bot cannot tell, or does not have the conversation.
    pub async fn suggest(&self, session: &Session, text: &str) -> Result<Option<Hint>, Refusal> {
        let bot = &session.site.bot;
        if !bot.suggests() || text.chars().count() > limits::SUGGEST_CHARS {
            return Ok(None);
        }
        let snapshot = self.snapshot_of(session).await?;
        if !matches!(snapshot.row.stage, Stage::Bot | Stage::Ended) {
            return Ok(None);
        }
        let locale = self.profile(&session.row.visitor).await?.locale;
        let choices = bot.suggest(text, locale.as_deref());
        Ok(Some(Hint::Suggestions { text: text.to_owned(), choices }))
    }
}
