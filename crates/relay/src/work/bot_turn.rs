//! One turn of the bot. A turn that died is given again under the same id; what it says is committed whole, and only
//! while the stage is still the bot's.

mod act;
mod given;
mod listen;
mod rules;

use super::{backoff, settle};
use crate::bot::{Action, BotError};
use crate::core::{Core, Site};
use crate::store::{Operation, StoreError, WorkRow};
use crate::telemetry::metric;
use crate::visitor::Profile;
use baton_protocol::{Hint, Stage, TurnId};
use listen::Heard;
use std::sync::Arc;

/// Tries before the visitor is told.
const TRIES: u32 = 2;
/// Events of the past that a bot is shown.
const HISTORY: u64 = 60;
/// Events read for one turn.
const WINDOW: usize = 200;
/// The variable that tells a bot whether somebody could answer: `yes`, `no` or `unknown`.
const AVAILABLE: &str = "baton.available";
/// The variable that tells it how many questions in a row it had no answer to.
const UNANSWERED: &str = "baton.unanswered";

/// What a turn was given.
struct Given {
    turn: TurnId,
    /// What was answered when it began.
    answered: u64,
    /// The newest `seq` it saw.
    through: u64,
    /// How many questions in a row had no answer before it.
    unanswered: u32,
}

/// Lets the bot answer what it has not answered.
pub(super) async fn run(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    let snapshot = core.snapshot(&row.conversation).await?;
    let site = core.sites.by_name(&snapshot.row.site).cloned();
    let has_bot = |site: &Arc<Site>| {
        snapshot.state.sms.is_none() || core.channel(&site.name).is_some_and(|it| it.config.bot_first)
    };
    let Some(site) = site.filter(|site| snapshot.row.stage == Stage::Bot && has_bot(site)) else {
        return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop);
    };
    let profile = core.profile(&snapshot.row.visitor).await?;
    let after = snapshot.state.answered.saturating_sub(HISTORY);
    let events = core.events(&row.conversation, after, WINDOW).await?;
    let id = TurnId::new(format!("turn-{}", row.id.0));
    let mut turn = given::turn_of(id.clone(), &snapshot, &profile, &events);
    if turn.said.is_empty() {
        return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop);
    }
    if site.config.offers_handoff() {
        let available = core.availability(&site, None).await.word();
        turn.variables.insert(AVAILABLE.to_owned(), available.to_owned());
    }
    let unanswered = snapshot.state.unanswered;
    turn.variables.insert(UNANSWERED.to_owned(), unanswered.to_string());
    core.bus.hint(&row.conversation, Hint::Thinking { turn: id.clone() });
    let through = events.last().map_or(0, |event| event.seq);
    let given = Given { turn: id.clone(), answered: snapshot.state.answered, through, unanswered };
    let heard = match rules::without_bot(&site, &turn) {
        Some(actions) => Ok(Heard::whole(actions)),
        None => listen::to(core, &site, turn, &row.conversation).await,
    };
    let answered = answer(core, row, &site, &profile, heard, &given).await;
    core.bus.hint(&row.conversation, Hint::Quiet { turn: id });
    answered
}

async fn answer(
    core: &Core,
    row: &WorkRow,
    site: &Arc<Site>,
    profile: &Profile,
    heard: Result<Heard, BotError>,
    given: &Given,
) -> Result<(), StoreError> {
    let heard = match heard {
        Ok(heard) => heard,
        Err(error) if row.attempt + 1 < TRIES => {
            tracing::warn!(error = %error, site = %site.name, "a bot's turn failed and is tried again");
            let retry = Operation::Retry { id: row.id, due: backoff(row, core.clock.now()), ambiguous: false };
            return settle(core, row, vec![retry]).await.map(drop);
        }
        Err(error) => {
            tracing::error!(error = %error, site = %site.name, "a bot's turn failed");
            metrics::counter!(metric::BOT_FAILURES, "site" => site.name.clone()).increment(1);
            Heard::whole(rules::apology(site))
        }
    };
    let actions = rules::tame(site, heard.actions);
    let actions = rules::after_too_many(site, given.unanswered, actions);
    let actions = rules::for_the_known(row, site, profile, actions);
    let away = act::away(core, site, &actions).await;
    let actions = if away.is_none() { rules::within_budget(core, row, site, actions) } else { actions };
    crate::faults::point("bot_before_commit").await;
    let means = act::Means { site, profile, away, stopped: heard.stopped };
    act::commit(core, row, &means, given, &actions).await?;
    crate::faults::point("bot_after_commit").await;
    Ok(())
}

/// Whether the bot calls for a person.
fn calls(actions: &[Action]) -> bool {
    actions.iter().any(|action| matches!(action, Action::HandOff(_)))
}
