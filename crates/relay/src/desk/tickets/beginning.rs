//! An agent begins: whether a ticket of theirs is meant for the chat, and for whom.

use super::edge::Edge;
use super::filter::Facts;
use super::machine::remote;
use super::settings::Settings;
use super::state::State;
use crate::clock::Moment;
use crate::desk::pace::{Errand, Turn};
use crate::desk::{Beginning, Caller};
use baton_protocol::ConversationId;
use baton_zendesk::ids::{SupportUserId, TicketId};
use baton_zendesk::support::{NewComment, Person, Ticket, TicketChange};
use baton_zendesk::support_webhooks::{Actor, Delivery, SupportEventKind};

/// How far back a listing of changes is followed, in pages.
const PAGES: usize = 3;
/// Milliseconds by which the time of an event may be behind that of the comment made with it.
const TOGETHER: i64 = 2_000;

/// Whether a delivery may be about a ticket that is meant for the chat, by what it tells itself.
pub(super) fn may_begin(settings: &Settings, raw: &str) -> bool {
    let Ok(delivery) = Delivery::parse(raw.as_bytes()) else { return false };
    delivery.ticket().is_some() && settings.filter.holds(&told(&delivery)) != Some(false)
}

/// What a delivery tells of ticket and actor. A trigger may speak the account's language, so its words for status and role
/// are not believed.
fn told(delivery: &Delivery) -> Facts {
    let mut facts = Facts::default();
    match delivery {
        Delivery::Event(event) => {
            facts.set("ticket.tags", event.detail.tags.clone());
            facts.set("ticket.status", [event.detail.status().as_str()]);
            if let SupportEventKind::CommentAdded(comment) = &event.kind
                && comment.by_staff() == Some(false)
            {
                facts.set("current_user.role", ["end-user"]);
            }
        }
        Delivery::Trigger(notice) => facts.set("ticket.tags", notice.tags.clone()),
    }
    facts
}

/// Who made the change that a delivery tells of.
fn actor(delivery: &Delivery) -> Option<SupportUserId> {
    let actor: Actor = match delivery {
        Delivery::Event(event) => event.detail.actor_id,
        Delivery::Trigger(notice) => notice.actor,
    };
    actor.user()
}

/// Looks at a ticket that nobody here knows. None where it is not meant for the chat; `Err` where it cannot be said now.
pub(super) async fn of(
    settings: &Settings,
    edge: &Edge,
    ticket: TicketId,
    nudges: &[String],
    now: Moment,
) -> Result<Option<Beginning>, String> {
    let turn = Turn { conversation: ConversationId::new(remote(ticket.0)), errand: Errand::Look };
    edge.pace.take(turn, now).map_err(|_| "our own pace says later".to_owned())?;
    let deliveries: Vec<Delivery> = nudges.iter().filter_map(|raw| Delivery::parse(raw.as_bytes()).ok()).collect();
    let Some(found) = edge.support.ticket(ticket).await.map_err(|error| error.to_string())? else { return Ok(None) };
    // What messaging brings is no ticket of an agent.
    if found.from_messaging_channel || found.is_closed() {
        return Ok(None);
    }
    let Some(requester) = found.requester_id else { return Ok(None) };
    edge.pace.further(now);
    let Some(requester) = edge.support.user(requester).await.map_err(|error| error.to_string())? else {
        return Ok(None);
    };
    let mut meant = None;
    for delivery in &deliveries {
        if is_meant(settings, edge, &found, &requester, delivery, now).await? {
            meant = Some(first_of(delivery, meant));
        }
    }
    let Some(first) = meant else { return Ok(None) };
    let first_comment = match first {
        First::All => None,
        First::Comment(id) => Some(id),
        First::Since(at) => comment_since(edge, ticket, at, now).await?,
    };
    let state = State {
        person: Some(requester.id.0),
        ticket: Some(ticket.0),
        first_comment,
        since: Some(found.created_at.map_or(0, |time| time.as_millis())),
        ..State::default()
    };
    let caller = Caller {
        id: requester.id.to_string(),
        external_id: requester.external_id.clone(),
        email: requester.email.clone().filter(|_| !requester.suspended),
        name: requester.name.clone(),
    };
    Ok(Some(Beginning { remote: remote(ticket.0), state: state.write(), ticket: ticket.0, caller }))
}

async fn is_meant(
    settings: &Settings,
    edge: &Edge,
    ticket: &Ticket,
    requester: &Person,
    delivery: &Delivery,
    now: Moment,
) -> Result<bool, String> {
    let mut facts = Facts::default();
    facts.set("ticket.tags", ticket.tags.clone());
    facts.set("ticket.status", [ticket.status.as_str()]);
    facts.set("ticket.priority", ticket.priority.iter().map(|priority| priority.as_str().to_owned()));
    facts.set("ticket.type", ticket.kind.iter().map(|kind| kind.as_str().to_owned()));
    facts.set("ticket.group_id", ticket.group_id.map(|id| id.to_string()));
    facts.set("ticket.brand_id", ticket.brand_id.map(|id| id.to_string()));
    facts.set("ticket.external_id", ticket.external_id.clone());
    facts.set("requester.email", requester.email.clone());
    if let Some(holds) = settings.filter.holds(&facts) {
        return Ok(holds);
    }
    let actor = actor(delivery);
    facts.set("current_user.id", actor.map(|id| id.to_string()));
    let role = match actor {
        Some(id) if id == requester.id => Some(requester.role.clone()),
        Some(id) => {
            edge.pace.further(now);
            edge.support.user(id).await.map_err(|error| error.to_string())?.map(|person| person.role)
        }
        // Nobody, or the system: an automation sends nothing by itself.
        None => Some("end-user".to_owned()),
    };
    facts.set("current_user.role", role);
    Ok(settings.filter.holds(&facts) == Some(true))
}

/// From where on comments are for the visitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum First {
    All,
    Comment(u64),
    Since(i64),
}

/// The earliest of what deliveries say about it.
fn first_of(delivery: &Delivery, known: Option<First>) -> First {
    let this = match delivery {
        Delivery::Trigger(notice) => notice.comment.map_or(First::All, |id| First::Comment(id.0)),
        Delivery::Event(event) => match &event.kind {
            SupportEventKind::CommentAdded(comment) => First::Comment(comment.id.0),
            SupportEventKind::Created => First::All,
            _ => event.time.map_or(First::All, |time| First::Since(time.as_millis() - TOGETHER)),
        },
    };
    match (known, this) {
        (None, this) => this,
        (Some(First::All), _) | (_, First::All) => First::All,
        (Some(First::Comment(known)), First::Comment(this)) => First::Comment(known.min(this)),
        // A comment made with the change is named by its own delivery.
        (Some(First::Comment(known)), First::Since(_)) => First::Comment(known),
        (Some(First::Since(_)), First::Comment(this)) => First::Comment(this),
        (Some(First::Since(known)), First::Since(this)) => First::Since(known.min(this)),
    }
}

/// The first comment since a moment; beyond the last one where none is.
async fn comment_since(edge: &Edge, ticket: TicketId, at: i64, now: Moment) -> Result<Option<u64>, String> {
    edge.pace.further(now);
    let is_old =
        |comment: &baton_zendesk::support::Comment| comment.created_at.is_some_and(|created| created.as_millis() < at);
    let further = || edge.pace.further(now);
    let walk = edge.support.walk_comments(ticket, PAGES, is_old, further).await.map_err(|error| error.to_string())?;
    let fresh = walk.comments.iter().filter(|comment| !is_old(comment)).map(|comment| comment.id.0).min();
    let newest = walk.comments.iter().map(|comment| comment.id.0).max();
    Ok(fresh.or(newest.map(|newest| newest + 1)))
}

/// Tells the agents, once, that the ticket leads to nobody in the chat.
pub(super) async fn decline(edge: &Edge, ticket: TicketId, line: &str, now: Moment) -> Result<(), String> {
    const MARK: &str = "unreachable";
    let further = || edge.pace.further(now);
    let is_it = |custom: &baton_zendesk::Metadata| super::contents::marked(custom) == Some(MARK);
    let walk = edge.support.walk_audits(ticket, PAGES, |audit| is_it(&audit.custom), further).await;
    let walk = walk.map_err(|error| error.to_string())?;
    if walk.items.iter().any(|audit| is_it(&audit.custom)) {
        return Ok(());
    }
    edge.pace.further(now);
    let note = TicketChange::comment(NewComment::note(line.into()));
    let change = TicketChange { metadata: super::contents::mark(MARK), ..note };
    edge.support.update_ticket(ticket, &change).await.map(drop).map_err(|error| error.to_string())
}
