//! One turn of the bot. A turn that died is given again under the same id; what it says is committed whole, and only
//! while the stage is still the bot's.

use super::{backoff, settle};
use crate::bot::{Action, BotError, Said, Speaker, Spoken, Turn};
use crate::conversation::{Plan, Snapshot, context, handoff, leave, sms};
use crate::core::{Core, Site};
use crate::identity;
use crate::markdown;
use crate::store::{Guard, Operation, Outcome, StoreError, WorkRow};
use crate::telemetry::metric;
use crate::visitor::Profile;
use baton_protocol::{
    Away, Block, BotMessage, Choice, ChoiceAction, ConversationId, Event, EventBody, Hint, Stage, StageReason, TurnId,
};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// How long a bot may take for one turn.
const PATIENCE: Duration = Duration::from_secs(45);
/// Tries before the visitor is told.
const TRIES: u32 = 2;
/// Events of the past that a bot is shown.
const HISTORY: u64 = 60;
/// Events read for one turn.
const WINDOW: usize = 200;
/// Actions that may wait for us.
const ACTIONS: usize = 64;
/// The variable that tells a bot whether somebody could answer: `yes`, `no` or `unknown`.
const AVAILABLE: &str = "baton.available";

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
    let through = events.last().map_or(0, |event| event.seq);
    let id = TurnId::new(format!("turn-{}", row.id.0));
    let mut turn = turn_of(id.clone(), &snapshot, &profile, &events);
    if turn.said.is_empty() {
        return settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop);
    }
    if site.config.offers_handoff() {
        let available = core.availability(&site, None).await.word();
        turn.variables.insert(AVAILABLE.to_owned(), available.to_owned());
    }
    core.bus.hint(&row.conversation, Hint::Thinking { turn: id.clone() });
    let heard = Heard { turn: id.clone(), answered: snapshot.state.answered, through };
    let answered = answer(core, row, &site, &profile, turn, &heard).await;
    core.bus.hint(&row.conversation, Hint::Quiet { turn: id });
    answered
}

/// What a turn was given.
struct Heard {
    turn: TurnId,
    /// What was answered when it began.
    answered: u64,
    /// The newest `seq` it saw.
    through: u64,
}

async fn answer(
    core: &Core,
    row: &WorkRow,
    site: &Arc<Site>,
    profile: &Profile,
    turn: Turn,
    heard: &Heard,
) -> Result<(), StoreError> {
    let actions = match listen(core, site, turn, &row.conversation).await {
        Ok(actions) => actions,
        Err(error) if row.attempt + 1 < TRIES => {
            tracing::warn!(error = %error, site = %site.name, "a bot's turn failed and is tried again");
            let retry = Operation::Retry { id: row.id, due: backoff(row, core.clock.now()), ambiguous: false };
            return settle(core, row, vec![retry]).await.map(drop);
        }
        Err(error) => {
            tracing::error!(error = %error, site = %site.name, "a bot's turn failed");
            metrics::counter!(metric::BOT_FAILURES, "site" => site.name.clone()).increment(1);
            apology(site)
        }
    };
    let actions = for_the_known(row, site, profile, actions);
    let away = away(core, site, &actions).await;
    let actions = if away.is_none() { within_budget(core, row, site, actions) } else { actions };
    crate::faults::point("bot_before_commit").await;
    let means = Means { site, profile, away };
    commit(core, row, &means, heard, &actions).await?;
    crate::faults::point("bot_after_commit").await;
    Ok(())
}

fn turn_of(id: TurnId, snapshot: &Snapshot, profile: &Profile, events: &[Event]) -> Turn {
    let answered = snapshot.state.answered;
    let aside = snapshot.state.sms.as_ref().map(|sms| sms.aside.as_slice()).unwrap_or_default();
    let mut said = Vec::new();
    let mut history = Vec::new();
    for event in events {
        let Some(body) = event.body.known() else { continue };
        match body {
            // An answered form is the desk's: a handoff that failed after it leaves the bot what was said beside it.
            EventBody::Visitor(message) if message.form.is_some() && message.text.trim().is_empty() => {}
            // So is what was left for people.
            EventBody::Visitor(message) if leave::was_left(message) => {}
            // And what was texted to nobody, such as STOP.
            EventBody::Visitor(_) if aside.contains(&event.id) => {}
            EventBody::Visitor(message) if event.seq > answered => said.push(Said {
                text: message.text.clone(),
                payload: message.postback.as_ref().map(|postback| postback.payload.clone()),
                files: message.files.iter().map(|file| file.name.clone()).collect(),
            }),
            EventBody::Visitor(message) => {
                history.push(Spoken { by: Speaker::Visitor, text: message.text.clone() });
            }
            EventBody::Bot(message) => {
                history.push(Spoken { by: Speaker::Bot, text: Block::text_of(&message.blocks) });
            }
            EventBody::Agent(message) => {
                history.push(Spoken { by: Speaker::Agent, text: Block::text_of(&message.blocks) });
            }
            _ => {}
        }
    }
    let mut variables = context::other_data(profile);
    variables.extend(snapshot.state.variables.clone());
    Turn {
        id,
        conversation: snapshot.row.id.clone(),
        said,
        history,
        variables,
        page: profile.page.clone(),
        locale: profile.locale.clone(),
    }
}

/// Runs the bot, passes on what it streams, and gathers what it does.
async fn listen(core: &Core, site: &Arc<Site>, turn: Turn, id: &ConversationId) -> Result<Vec<Action>, BotError> {
    let (sender, mut receiver) = mpsc::channel(ACTIONS);
    let name = turn.id.clone();
    let bot = Arc::clone(&site.bot);
    let speak = async {
        let spoken = AssertUnwindSafe(bot.turn(turn, sender)).catch_unwind().await;
        spoken.unwrap_or_else(|_| Err(BotError::Nonsense("it panicked".to_owned())))
    };
    let gather = async {
        let mut actions = Vec::new();
        let mut at: u32 = 0;
        while let Some(action) = receiver.recv().await {
            match action {
                Action::Stream(text) => {
                    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
                    core.bus.hint(id, Hint::Draft { turn: name.clone(), at, text });
                    at = at.saturating_add(length);
                }
                action => {
                    at = 0;
                    actions.push(action);
                }
            }
        }
        actions
    };
    let late = core.clock.sleep_until(core.clock.now() + PATIENCE);
    tokio::select! {
        (spoken, actions) = async { tokio::join!(speak, gather) } => spoken.map(|()| actions),
        () = late => Err(BotError::Unavailable("no answer in time".to_owned())),
    }
}

/// A bot's call for a person is spent like a visitor's: who talks it into calling would otherwise have no budget.
fn within_budget(core: &Core, row: &WorkRow, site: &Site, actions: Vec<Action>) -> Vec<Action> {
    if !actions.iter().any(|action| matches!(action, Action::HandOff { .. })) {
        return actions;
    }
    let Err(refusal) = core.budgets.handoff(&row.conversation, &site.name) else { return actions };
    tracing::warn!(conversation.id = %row.conversation, reason = %refusal.message, "a bot's handoff was refused");
    without_person(actions, "I cannot call a person just now. Please try again later.")
}

/// A bot's call for a person is refused like a visitor's where the site calls one only for those it knows.
fn for_the_known(row: &WorkRow, site: &Site, profile: &Profile, actions: Vec<Action>) -> Vec<Action> {
    if !actions.iter().any(|action| matches!(action, Action::HandOff { .. })) {
        return actions;
    }
    let Some(refusal) = identity::refuses_person(&site.config, profile) else { return actions };
    tracing::info!(conversation.id = %row.conversation, reason = %refusal.message, "a bot's handoff was refused");
    without_person(actions, "I can call a person once you are signed in on this site. Please sign in, then ask again.")
}

/// The actions without the call for a person, and what is said instead.
fn without_person(actions: Vec<Action>, instead: &str) -> Vec<Action> {
    let kept = actions.into_iter().filter(|action| !matches!(action, Action::HandOff { .. }));
    kept.chain([Action::Say { markdown: instead.to_owned(), choices: Vec::new() }]).collect()
}

/// What is said when the bot cannot answer: never nothing, and always a way on.
fn apology(site: &Site) -> Vec<Action> {
    let choices = match site.config.offers_handoff() {
        true => vec![Choice { label: "Talk to a person".to_owned(), action: ChoiceAction::Handoff { skill: None } }],
        false => Vec::new(),
    };
    let markdown = "Sorry, I cannot answer just now. Please try again in a moment.".to_owned();
    vec![Action::Say { markdown, choices }]
}

/// What a bot's call for a person comes upon where nobody is there.
async fn away(core: &Core, site: &Site, actions: &[Action]) -> Option<Away> {
    let skill = actions.iter().find_map(|action| match action {
        Action::HandOff { skill, .. } => Some(skill.as_deref()),
        _ => None,
    })?;
    if site.config.offers_handoff() { core.away(site, skill).await } else { None }
}

/// What actions are carried out with.
struct Means<'a> {
    site: &'a Site,
    profile: &'a Profile,
    away: Option<Away>,
}

async fn commit(
    core: &Core,
    row: &WorkRow,
    means: &Means<'_>,
    heard: &Heard,
    actions: &[Action],
) -> Result<(), StoreError> {
    let outcome = core
        .change(&row.conversation, |snapshot| {
            // A person was asked for meanwhile, perhaps one who has left again.
            if snapshot.row.stage != Stage::Bot || snapshot.state.answered != heard.answered {
                return None;
            }
            let mut plan = Plan::on(snapshot);
            plan.guard(Guard::Held(row.id, row.fence));
            plan.state().answered = heard.answered.max(heard.through);
            for action in actions {
                act(&mut plan, &heard.turn, means, action);
            }
            plan.operation(Operation::Finish(row.id));
            Some(plan)
        })
        .await?;
    match outcome {
        Some(Outcome::Committed(_)) => Ok(()),
        // A person was asked for meanwhile, or the work was taken over: what the bot said is void.
        _ => settle(core, row, vec![Operation::Finish(row.id)]).await.map(drop),
    }
}

fn act(plan: &mut Plan, turn: &TurnId, means: &Means<'_>, action: &Action) {
    let Means { site, profile, away } = means;
    match action {
        Action::Say { markdown, choices } => {
            let message = BotMessage { turn: turn.clone(), blocks: markdown::tree(markdown), choices: choices.clone() };
            plan.append(&EventBody::Bot(message));
            sms::pass_on(plan);
        }
        Action::Set { name, value } => {
            plan.state().variables.insert(name.clone(), value.clone());
        }
        Action::HandOff { skill, failed } if site.config.offers_handoff() => {
            let reason = if *failed { StageReason::BotFailed } else { StageReason::BotDecided };
            let known = skill.clone().filter(|name| site.config.skills.contains_key(name));
            if known.is_none() && skill.is_some() {
                tracing::warn!(site = %site.name, "the bot named a skill that is not configured; handing over without it");
            }
            let manner = sms::manner_of(plan.state(), site.manner());
            let profile = site.profile(profile, &plan.state().variables);
            match away {
                Some(away) => leave::away(plan, away, known, None),
                None => handoff::ask(plan, &profile, manner, known, reason, None),
            };
        }
        Action::HandOff { .. } => {
            tracing::warn!(site = %site.name, "the bot called for a person, and the site offers none");
        }
        Action::Stream(_) => {}
    }
}
