//! The part of the control that sets up the office: agents' statuses, schedules, fields and brands.

use super::Control;
use crate::ids::{BrandId, FieldId, PersonId, ScheduleId};
use crate::support::availability::{Presence, PresenceChange};
use crate::support::brands::Brand;
use crate::support::fields::{NewTicketField, TicketField};
use crate::support::schedules::{NewSchedule, Schedule};
use crate::workspace::Failure;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

impl Control {
    /// Every agent and where they stand.
    #[must_use]
    pub fn presences(&self) -> Vec<(PersonId, Presence)> {
        self.world.read(|state| {
            let agents = state.desk.people.values().filter(|person| person.is_agent());
            agents.map(|agent| (agent.id, state.office.roster.of(agent.id))).collect()
        })
    }

    /// Changes where an agent stands, as the agent availability API tells it.
    ///
    /// # Errors
    /// Where there is no such agent.
    pub fn set_presence(&self, agent: PersonId, change: PresenceChange) -> Result<Presence, Failure> {
        self.world.write(|state| {
            let known = state.desk.people.get(&agent).is_some_and(crate::workspace::people::Person::is_agent);
            let now_ms = state.now_ms;
            known.then(|| state.office.roster.change(agent, change, now_ms)).ok_or(Failure::NoSuchAgent(agent))
        })
    }

    /// Adds business hours.
    pub fn add_schedule(&self, hours: NewSchedule) -> ScheduleId {
        self.world.write(|state| {
            let id = ScheduleId(state.mint.number());
            state.office.schedules.push(Schedule { id, hours, created_ms: state.now_ms });
            id
        })
    }

    /// Adds a custom field of tickets.
    pub fn add_ticket_field(&self, what: NewTicketField) -> FieldId {
        self.world.write(|state| {
            let id = FieldId(state.mint.number());
            state.office.ticket_fields.push(TicketField { id, what, custom: true, created_ms: state.now_ms });
            id
        })
    }

    /// Tells the account that it has a ticket field of this number. As long as it has none of its own, a ticket takes
    /// every number for one.
    pub fn define_ticket_field(&self, id: u64) {
        self.world.write(|state| {
            let (id, what) = (FieldId(id), NewTicketField::text(format!("Field {id}")));
            state.office.ticket_fields.push(TicketField { id, what, custom: true, created_ms: state.now_ms });
        });
    }

    /// Removes a custom field of tickets; `false` where there is none of this number.
    pub fn remove_ticket_field(&self, id: FieldId) -> bool {
        self.world.write(|state| {
            let before = state.office.ticket_fields.len();
            state.office.ticket_fields.retain(|field| field.id != id || !field.custom);
            state.office.ticket_fields.len() < before
        })
    }

    /// Adds a brand.
    pub fn add_brand(&self, name: &str, subdomain: &str) -> BrandId {
        self.world.write(|state| {
            let id = BrandId(state.mint.number());
            let (name, subdomain) = (name.to_owned(), subdomain.to_owned());
            state.office.brands.push(Brand { id, name, subdomain, is_default: false, created_ms: state.now_ms });
            id
        })
    }
}

pub(crate) fn router(control: Control) -> Router {
    Router::new()
        .route("/control/agents", get(agents))
        .route("/control/agents/{id}", patch(set_agent))
        .route("/control/schedules", post(add_schedule))
        .route("/control/ticket-fields", post(add_ticket_field))
        .route("/control/ticket-fields/{id}", delete(remove_ticket_field))
        .route("/control/brands", post(add_brand))
        .with_state(control)
}

async fn agents(State(control): State<Control>) -> Json<Value> {
    let all = control.presences().into_iter().map(|(id, presence)| json!({ "id": id, "presence": presence }));
    Json(all.collect())
}

async fn set_agent(
    State(control): State<Control>,
    Path(id): Path<PersonId>,
    Json(change): Json<PresenceChange>,
) -> Result<Json<Presence>, Failure> {
    control.set_presence(id, change).map(Json)
}

async fn add_schedule(State(control): State<Control>, Json(hours): Json<NewSchedule>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "id": control.add_schedule(hours) })))
}

async fn add_ticket_field(State(it): State<Control>, Json(what): Json<NewTicketField>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "id": it.add_ticket_field(what) })))
}

async fn remove_ticket_field(State(control): State<Control>, Path(id): Path<FieldId>) -> Response {
    if control.remove_ticket_field(id) {
        Json(json!({})).into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BrandBody {
    name: String,
    subdomain: String,
}

async fn add_brand(State(control): State<Control>, Json(body): Json<BrandBody>) -> (StatusCode, Json<Value>) {
    (StatusCode::CREATED, Json(json!({ "id": control.add_brand(&body.name, &body.subdomain) })))
}
