//! What the desk is told for a step.

use super::{pending_of, seq_of};
use crate::conversation::{Pending, Snapshot, context};
use crate::core::{Core, Site};
use crate::desk::{Desk, Job, Order, Task};
use crate::identity::Requester;
use crate::identity::token::ANONYMOUS;
use crate::store::{LinkRow, StoreError, VisitorId, WorkKind, WorkRow};
use crate::visitor::Profile;
use baton_protocol::{Event, EventBody, FormReply, Stage};
use std::collections::BTreeMap;

/// Events read for one step; a longer log is read in parts.
const WINDOW: usize = 500;
/// How the tag of a visitor's language begins.
const LANGUAGE_TAG: &str = "baton_lang_";
/// How the names of variables begin that bots keep for themselves.
const OWN_VARIABLES: [&str; 2] = ["baton.", "_"];
/// The tag of a ticket for a message that was left.
const LEFT_MESSAGE: &str = "baton_left_message";

/// What a step is about.
pub(super) struct Context<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) site: Option<&'a Site>,
    pub(super) desk: &'a dyn Desk,
    pub(super) link: &'a LinkRow,
}

/// The job of a step.
pub(super) async fn of(core: &Core, row: &WorkRow, context: &Context<'_>, ambiguous: bool) -> Result<Job, StoreError> {
    let Context { snapshot, site, desk, link } = context;
    let kept = core.profile(&snapshot.row.visitor).await?;
    let profile = site.map_or_else(|| kept.clone(), |site| site.profile(&kept, &snapshot.state.variables));
    let events = events(core, row, desk.needs_after(&link.state)).await?;
    let task = match row.kind {
        WorkKind::LeaveMessage => left(core, row, snapshot, &profile).await?,
        _ => task(row, &events),
    };
    let skill = match &task {
        Task::Handoff(order) => order.skill.clone(),
        Task::Send(_) => desk.skill(&link.state),
        _ => None,
    };
    Ok(Job {
        task,
        attempt: row.attempt,
        ambiguous,
        now: core.clock.now(),
        conversation: row.conversation.clone(),
        stage: stage(row, snapshot),
        external_id: external_id(&profile, &snapshot.row.visitor),
        requester: Requester::of(&profile, site.map(|site| &site.config)),
        ticket_data: ticket_data(row, &profile, snapshot, *site, skill.as_deref()),
        variables: variables(&profile, snapshot),
        ticket: snapshot.state.ticket,
        confirmed: snapshot.state.confirmed.clone(),
        verified_through: link.verified_through,
        profile,
        events,
    })
}

/// What was said before the visitor ended it is given as if it had not ended yet.
fn stage(row: &WorkRow, snapshot: &Snapshot) -> Stage {
    let is_handed = row.kind == WorkKind::Send && seq_of(row) <= snapshot.state.handed_through;
    if is_handed { Stage::Agent } else { snapshot.row.stage }
}

async fn events(core: &Core, row: &WorkRow, mut after: u64) -> Result<Vec<Event>, StoreError> {
    let mut all = Vec::new();
    loop {
        let part = core.events(&row.conversation, after, WINDOW).await?;
        let Some(last) = part.last() else { return Ok(all) };
        after = last.seq;
        let is_last = part.len() < WINDOW;
        all.extend(part);
        if is_last {
            return Ok(all);
        }
    }
}

fn task(row: &WorkRow, events: &[Event]) -> Task {
    match row.kind {
        WorkKind::Handoff => match pending_of(row) {
            Some(pending) => {
                let cut = events.iter().find(|event| event.id == pending.cut).map_or(0, |event| event.seq);
                let Pending { id, skill, reason, note, .. } = pending;
                Task::Handoff(Order { id, seq: cut, skill, reason, note, is_left: false })
            }
            // Parked before it comes to this.
            None => Task::Reconcile,
        },
        WorkKind::Send => Task::Send(seq_of(row)),
        WorkKind::TakeBack => Task::TakeBack { line: row.body.clone() },
        WorkKind::Ticket => Task::Ticket,
        WorkKind::Reconcile
        | WorkKind::BotTurn
        | WorkKind::SlowNotice
        | WorkKind::Sms
        | WorkKind::Remark
        | WorkKind::BotNews
        | WorkKind::LeaveMessage
        | WorkKind::Forget => Task::Reconcile,
    }
}

/// A message that was left is handed over like a conversation, only that nobody waits. What became of an earlier try may
/// lie before it in the log, so it is read by itself.
async fn left(core: &Core, row: &WorkRow, snapshot: &Snapshot, profile: &Profile) -> Result<Task, StoreError> {
    let seq = seq_of(row);
    let events = core.events(&row.conversation, seq.saturating_sub(1), 1).await?;
    let Some(event) = events.first() else { return Ok(Task::Reconcile) };
    let by_email = match event.body.known() {
        Some(EventBody::Visitor(message)) => message.form.as_ref().and_then(FormReply::by_email).unwrap_or_default(),
        _ => false,
    };
    let mut reason = "the visitor left a message".to_owned();
    if let Some(email) = profile.email.as_ref().filter(|_| by_email) {
        let trust = if email.from.identifies() { "signed by the site" } else { "unverified" };
        reason.push_str(&format!(", and wants an answer by e-mail to {} ({trust})", email.value));
    }
    let skill = snapshot.state.wished.clone();
    Ok(Task::Handoff(Order { id: event.id.clone(), seq, skill, reason, note: None, is_left: true }))
}

/// Who the visitor is to the desk: what a token proved, and nothing that anybody can only guess otherwise.
fn external_id(profile: &Profile, visitor: &VisitorId) -> String {
    profile.proved_id().map_or_else(|| format!("{ANONYMOUS}{}", visitor.0), str::to_owned)
}

/// What goes to the ticket: what the page may set, the variables that the operator maps, and what the site says of it,
/// which no page can.
fn ticket_data(
    row: &WorkRow,
    profile: &Profile,
    snapshot: &Snapshot,
    site: Option<&Site>,
    skill: Option<&str>,
) -> BTreeMap<String, String> {
    let mut data = context::ticket_data(profile);
    for (field, variable) in site.iter().flat_map(|site| site.config.field_variables()) {
        if let Some(value) = snapshot.state.variables.get(variable).filter(|value| !value.trim().is_empty()) {
            data.insert(format!("{}{field}", context::TICKET_FIELD), value.clone());
        }
    }
    let mut tags = site.map(|site| site.config.tags.clone()).unwrap_or_default();
    tags.extend(profile.locale.as_deref().and_then(language_tag));
    if let Some(site) = site.map(|site| &site.config) {
        let of_skill = skill.and_then(|skill| site.skills.get(skill)).and_then(|skill| skill.priority);
        // What a token says goes before.
        if let Some(priority) = of_skill.or(site.priority) {
            data.entry(context::PRIORITY.to_owned()).or_insert_with(|| priority.as_str().to_owned());
        }
        if let Some(brand) = &site.brand_id {
            data.entry(context::BRAND.to_owned()).or_insert_with(|| brand.clone());
        }
        if let (Some(field), Some(locale)) = (&site.language_field, &profile.locale) {
            data.insert(format!("{}{field}", context::TICKET_FIELD), locale.clone());
        }
    }
    if row.kind == WorkKind::LeaveMessage {
        // Never left out for want of room.
        tags.insert(0, LEFT_MESSAGE.to_owned());
    }
    let own = Some(tags.join(",")).filter(|own| !own.is_empty());
    if let Some(own) = own {
        // The site's first: where not all fit on the ticket, it is the page's that stay out.
        let page = data.get(context::TAGS);
        let tags = page.map_or_else(|| own.clone(), |page| format!("{own},{page}"));
        data.insert(context::TAGS.to_owned(), tags);
    }
    data
}

/// `baton_lang_pt` for `pt-BR`: no metadata sets the ticket's own language, and triggers and views can go by a tag.
fn language_tag(locale: &str) -> Option<String> {
    let language = locale.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let is_language = (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_lowercase());
    is_language.then(|| format!("{LANGUAGE_TAG}{language}"))
}

/// What else the agent is told: the page's data; what the bot gathered, which is the visitor's word; and what is signed,
/// which no word takes the place of.
fn variables(profile: &Profile, snapshot: &Snapshot) -> BTreeMap<String, String> {
    let mut variables = context::other_data(profile);
    let gathered =
        snapshot.state.variables.iter().filter(|(name, _)| !OWN_VARIABLES.iter().any(|own| name.starts_with(own)));
    variables.extend(gathered.map(|(name, value)| (name.clone(), value.clone())));
    variables.extend(context::signed_data(profile));
    variables
}
