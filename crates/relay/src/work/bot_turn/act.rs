//! What a bot does becomes events and work, in one commit.

use super::{Given, settle};
use crate::bot::{Action, Ask, Call, Cause, SaidCard, Say};
use crate::conversation::{Plan, asking, handoff, leave, sms};
use crate::core::{Core, Site};
use crate::markdown;
use crate::store::{Guard, Operation, Outcome, StoreError, WorkRow};
use crate::telemetry::metric;
use crate::visitor::Profile;
use baton_protocol::stage::Trigger;
use baton_protocol::{Away, BotMessage, Card, EventBody, Stage, StageReason, TurnId, limits};

/// What actions are carried out with.
pub(super) struct Means<'a> {
    pub(super) site: &'a Site,
    pub(super) profile: &'a Profile,
    pub(super) away: Option<Away>,
    /// Whether the visitor stopped the bot.
    pub(super) stopped: bool,
}

/// What a bot's call for a person comes upon where nobody is there.
pub(super) async fn away(core: &Core, site: &Site, actions: &[Action]) -> Option<Away> {
    let skill = actions.iter().find_map(|action| match action {
        Action::HandOff(call) => Some(call.skill.as_deref()),
        _ => None,
    })?;
    if site.config.offers_handoff() { core.away(site, skill).await } else { None }
}

pub(super) async fn commit(
    core: &Core,
    row: &WorkRow,
    means: &Means<'_>,
    given: &Given,
    actions: &[Action],
) -> Result<(), StoreError> {
    let outcome = core
        .change(&row.conversation, |snapshot| {
            // A person was asked for meanwhile, perhaps one who has left again.
            if snapshot.row.stage != Stage::Bot || snapshot.state.answered != given.answered {
                return None;
            }
            let mut plan = Plan::on(snapshot);
            plan.guard(Guard::Held(row.id, row.fence));
            let state = plan.state();
            state.answered = given.answered.max(given.through);
            state.unanswered = unanswered(given.unanswered, actions);
            state.stopped = None;
            for action in actions {
                act(&mut plan, &given.turn, means, action);
            }
            plan.operation(Operation::Finish(row.id));
            Some(plan)
        })
        .await?;
    match outcome {
        Some(Outcome::Committed(_)) => {
            count(means, actions);
            Ok(())
        }
        // A person was asked for meanwhile, or the work was taken over: what the bot said is void.
        _ => settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop),
    }
}

/// How many questions in a row have had no answer.
pub(super) fn unanswered(before: u32, actions: &[Action]) -> u32 {
    let mut says =
        actions.iter().filter_map(|action| if let Action::Say(say) = action { Some(say.unsure) } else { None });
    match says.next() {
        None => before,
        Some(first) if first || says.any(|unsure| unsure) => before.saturating_add(1),
        Some(_) => 0,
    }
}

fn count(means: &Means<'_>, actions: &[Action]) {
    let site = means.site;
    let call =
        actions.iter().find_map(|action| if let Action::HandOff(call) = action { Some(call.cause) } else { None });
    if let Some(cause) = call.filter(|_| means.away.is_none() && site.config.offers_handoff()) {
        metrics::counter!(metric::HANDOFFS, "site" => site.name.clone(), "reason" => cause.word()).increment(1);
    }
    if unanswered(0, actions) > 0 {
        metrics::counter!(metric::BOT_UNANSWERED, "site" => site.name.clone()).increment(1);
    }
}

fn act(plan: &mut Plan, turn: &TurnId, means: &Means<'_>, action: &Action) {
    let Means { site, profile, away, stopped } = means;
    match action {
        Action::Say(say) => {
            plan.append(&EventBody::Bot(message(turn, say, *stopped)));
            sms::pass_on(plan);
        }
        Action::Set { name, value } => remember(plan, site, name, value),
        Action::Ask(ask) => put(plan, turn, ask),
        Action::HandOff(call) if site.config.offers_handoff() => hand_off(plan, site, profile, away.as_ref(), call),
        Action::HandOff(_) => {
            tracing::warn!(site = %site.name, "the bot called for a person, and the site offers none");
        }
        Action::End => {
            plan.trigger(Trigger::BotEnds, StageReason::BotEnded, None);
            let state = plan.state();
            state.variables.clear();
            state.form = None;
            state.unanswered = 0;
        }
        Action::Stream(_) => {}
    }
}

fn message(turn: &TurnId, say: &Say, stopped: bool) -> BotMessage {
    BotMessage {
        turn: turn.clone(),
        blocks: markdown::tree(&say.markdown),
        choices: say.choices.clone(),
        cards: say.cards.iter().map(card).collect(),
        unsure: say.unsure,
        stopped,
    }
}

fn card(card: &SaidCard) -> Card {
    Card {
        title: card.title.clone(),
        blocks: markdown::tree(&card.markdown),
        image: card.image.clone(),
        choices: card.choices.clone(),
    }
}

fn remember(plan: &mut Plan, site: &Site, name: &str, value: &str) {
    let variables = &mut plan.state().variables;
    let others: usize =
        variables.iter().filter(|(known, _)| *known != name).map(|(name, value)| name.len() + value.len()).sum();
    let is_new = !variables.contains_key(name);
    let is_full = is_new && variables.len() >= limits::CUSTOM_DATA_KEYS;
    if is_full || others + name.len() + value.len() > limits::CUSTOM_DATA_BYTES {
        tracing::warn!(site = %site.name, variable = name, "the bot remembers too much; this variable is left out");
        return;
    }
    variables.insert(name.to_owned(), value.to_owned());
}

/// Nobody fills a form in by text: there its questions are asked in words.
fn put(plan: &mut Plan, turn: &TurnId, ask: &Ask) {
    if plan.state().sms.is_some() {
        plan.append(&EventBody::Bot(message(turn, &Say::text(asking::in_words(ask)), false)));
        sms::pass_on(plan);
        return;
    }
    asking::ask(plan, ask);
}

fn hand_off(plan: &mut Plan, site: &Site, profile: &Profile, away: Option<&Away>, call: &Call) {
    let reason = match call.cause {
        Cause::Decided => StageReason::BotDecided,
        Cause::Failed => StageReason::BotFailed,
        Cause::Unsure => StageReason::BotUnsure,
        Cause::Keyword => StageReason::Keyword,
    };
    let known = call.skill.clone().filter(|name| site.config.skills.contains_key(name));
    if known.is_none() && call.skill.is_some() {
        tracing::warn!(site = %site.name, "the bot named a skill that is not configured; handing over without it");
    }
    let manner = sms::manner_of(plan.state(), site.manner());
    let profile = site.profile(profile, &plan.state().variables);
    if let Some(away) = away {
        leave::away(plan, away, known, None);
        return;
    }
    let wish = handoff::Wish { skill: known, note: call.summary.clone() };
    handoff::ask(plan, &profile, &manner, wish, reason, None);
}
