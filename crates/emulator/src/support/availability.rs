//! Which agents are there: the agent availability API of accounts with omnichannel routing.
//!
//! In no published document. FACTS 3.8 knows the path, the filters and that it is JSON:API; the shape of an answer is
//! this emulator's own reading of that.

use super::allow;
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::PersonId;
use crate::operation::Call;
use crate::state::State;
use crate::switches::OmnichannelRouting;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// An agent's unified status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentStatus {
    /// Takes work on every channel.
    #[default]
    Online,
    /// Keeps what there is, takes nothing new.
    Away,
    /// Not there.
    Offline,
    /// Takes only what colleagues pass on.
    TransfersOnly,
}

impl AgentStatus {
    /// The vendor's number of it.
    const fn id(self) -> u64 {
        match self {
            Self::Offline => 2,
            Self::Online => 3,
            Self::Away => 4,
            Self::TransfersOnly => 5,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Online => "online",
            Self::Away => "away",
            Self::TransfersOnly => "transfers_only",
        }
    }
}

/// Where an agent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Presence {
    /// The status, the same on every channel.
    pub status: AgentStatus,
    /// Conversations the agent may have at once.
    pub capacity: u32,
    /// Conversations the agent has.
    pub work_items: u32,
}

impl Default for Presence {
    fn default() -> Self {
        Self { status: AgentStatus::Online, capacity: 3, work_items: 0 }
    }
}

/// A change of some of it; what is absent stays.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PresenceChange {
    /// See [`Presence::status`].
    pub status: Option<AgentStatus>,
    /// See [`Presence::capacity`].
    pub capacity: Option<u32>,
    /// See [`Presence::work_items`].
    pub work_items: Option<u32>,
}

/// Where each agent stands. Whoever is not in it is online and has nothing to do.
#[derive(Debug, Default)]
pub(crate) struct Roster(BTreeMap<PersonId, (Presence, i64)>);

impl Roster {
    pub(crate) fn of(&self, agent: PersonId) -> Presence {
        self.0.get(&agent).map_or_else(Presence::default, |(presence, _)| *presence)
    }

    pub(crate) fn change(&mut self, agent: PersonId, change: PresenceChange, now_ms: i64) -> Presence {
        let before = self.of(agent);
        let after = Presence {
            status: change.status.unwrap_or(before.status),
            capacity: change.capacity.unwrap_or(before.capacity),
            work_items: change.work_items.unwrap_or(before.work_items),
        };
        self.0.insert(agent, (after, now_ms));
        after
    }

    fn since_ms(&self, agent: PersonId) -> i64 {
        self.0.get(&agent).map_or(0, |(_, since_ms)| *since_ms)
    }
}

/// The channels of the account. Unified statuses hold for all of them.
const CHANNELS: [&str; 2] = ["messaging", "support"];
/// Agents on a page where the caller names no number, and at most.
const PAGE: usize = 100;

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "agent_availabilities", false)?;
    match state.switches.omnichannel_routing {
        OmnichannelRouting::On => {}
        OmnichannelRouting::NotFound => return Err(super::not_found()),
        OmnichannelRouting::Forbidden => return Err(Refusal::forbidden()),
    }
    let wanted = Filters::of(call)?;
    let size = match call.query.get("page[size]") {
        Some(text) => text.parse().ok().filter(|size| (1..=PAGE).contains(size)).ok_or_else(|| bad("page[size]"))?,
        None => PAGE,
    };
    let after = match call.query.get("page[after]") {
        Some(text) => Some(text.parse::<PersonId>().map_err(|_| bad("page[after]"))?),
        None => None,
    };
    let fitting: Vec<PersonId> = state
        .desk
        .people
        .values()
        .filter(|person| person.is_agent() && after.is_none_or(|after| person.id > after))
        .map(|person| person.id)
        .filter(|&agent| wanted.fit(state, agent))
        .collect();
    let shown: Vec<PersonId> = fitting.iter().take(size).copied().collect();
    let has_more = shown.len() < fitting.len();
    let [before, cursor] = [shown.first(), shown.last()].map(|it| it.map(ToString::to_string));
    let next = cursor.as_ref().filter(|_| has_more).map(|cursor| {
        let own = call.query.without_cursors().map(|(name, value)| format!("{name}={value}&")).collect::<String>();
        format!("{}/api/v2/agent_availabilities?{own}page[after]={cursor}", state.origins.api)
    });
    Ok(Answer::ok(json!({
        "data": shown.iter().map(|&agent| render(state, agent)).collect::<Vec<_>>(),
        "included": shown.iter().flat_map(|&agent| channels(state, agent)).collect::<Vec<_>>(),
        "meta": { "has_more": has_more, "after_cursor": cursor, "before_cursor": before },
        "links": { "next": next, "prev": null },
    })))
}

fn render(state: &State, agent: PersonId) -> Value {
    let presence = state.office.roster.of(agent);
    let groups: Vec<u64> = state.desk.memberships.iter().filter(|it| it.agent == agent).map(|it| it.group.0).collect();
    let channels = CHANNELS.map(|name| json!({ "id": format!("{agent}:{name}"), "type": "channels" }));
    json!({
        "id": agent.to_string(),
        "type": "agent_availabilities",
        "attributes": {
            "agent_id": agent,
            "agent_status": {
                "id": presence.status.id(),
                "name": presence.status.as_str(),
                "updated_at": seconds(state.office.roster.since_ms(agent)),
            },
            "group_ids": groups,
        },
        "relationships": { "channels": { "data": channels } },
    })
}

fn channels(state: &State, agent: PersonId) -> Vec<Value> {
    let presence = state.office.roster.of(agent);
    let one = |name: &str| {
        json!({
            "id": format!("{agent}:{name}"),
            "type": "channels",
            "attributes": {
                "name": name,
                "status": presence.status.as_str(),
                "max_capacity": presence.capacity,
                "work_item_count": presence.work_items,
            },
        })
    };
    CHANNELS.iter().map(|name| one(name)).collect()
}

/// What a caller wants to see; all of it has to fit.
#[derive(Default)]
struct Filters {
    status: Option<String>,
    capacity: Option<u32>,
    status_ids: Option<Vec<u64>>,
    groups: Option<Vec<u64>>,
}

impl Filters {
    fn of(call: &Call) -> Result<Self, Refusal> {
        let mut filters = Self::default();
        for (name, value) in call.query.without_cursors().filter(|(name, _)| name.starts_with("filter[")) {
            match name {
                "filter[channel_status]" => filters.status = Some(of_channel(name, value)?.to_owned()),
                "filter[remaining_capacity]" => {
                    filters.capacity = Some(of_channel(name, value)?.parse().map_err(|_| bad(name))?);
                }
                "filter[agent_status_id]" => filters.status_ids = Some(numbers(name, value)?),
                "filter[group_ids]" => filters.groups = Some(numbers(name, value)?),
                _ => return Err(bad(name)),
            }
        }
        Ok(filters)
    }

    fn fit(&self, state: &State, agent: PersonId) -> bool {
        let presence = state.office.roster.of(agent);
        let of_group = |groups: &Vec<u64>| {
            state.desk.memberships.iter().any(|it| it.agent == agent && groups.contains(&it.group.0))
        };
        self.status.as_deref().is_none_or(|wanted| presence.status.as_str() == wanted)
            && self.capacity.is_none_or(|least| presence.capacity.saturating_sub(presence.work_items) >= least)
            && self.status_ids.as_ref().is_none_or(|ids| ids.contains(&presence.status.id()))
            && self.groups.as_ref().is_none_or(of_group)
    }
}

/// The part behind the channel in `messaging:online`.
fn of_channel<'a>(name: &str, value: &'a str) -> Result<&'a str, Refusal> {
    let (channel, rest) = value.split_once(':').ok_or_else(|| bad(name))?;
    if CHANNELS.contains(&channel) && !rest.is_empty() { Ok(rest) } else { Err(bad(name)) }
}

fn numbers(name: &str, value: &str) -> Result<Vec<u64>, Refusal> {
    value.split(',').map(|number| number.trim().parse().map_err(|_| bad(name))).collect()
}

fn bad(name: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "InvalidParameter", format!("{name} is not valid"))
}
