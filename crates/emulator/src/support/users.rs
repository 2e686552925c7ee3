//! People.

pub(crate) mod change;

use super::{allow, not_found, paging};
use crate::answer::{Answer, Refusal};
use crate::ids::PersonId;
use crate::operation::Call;
use crate::state::State;
use crate::workspace::people::{ANA, Person};
use serde_json::{Value, json};

/// Both kinds of credential act for the account's first agent.
pub(crate) fn me(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", false)?;
    answer(state, ANA).map(Answer::ok)
}

pub(crate) fn show(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", false)?;
    answer(state, named(call)?).map(Answer::ok)
}

fn named(call: &Call) -> Result<PersonId, Refusal> {
    super::number(call, "user_id")
}

fn answer(state: &State, id: PersonId) -> Result<Value, Refusal> {
    let person = state.desk.people.get(&id).ok_or_else(not_found)?;
    Ok(json!({ "user": person.render(&state.origins) }))
}

/// The people with these numbers, or with these external ids. Unknown ones are left out.
pub(crate) fn show_many(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", false)?;
    let split = |name: &str| {
        let list = call.query.get(name).unwrap_or_default();
        list.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect::<Vec<_>>()
    };
    let by_number = split("ids").into_iter().filter_map(|id| id.parse::<PersonId>().ok());
    let by_external = split("external_ids").into_iter().filter_map(|id| state.desk.by_external_id(&id));
    let people: Vec<&Person> = by_number.chain(by_external).filter_map(|id| state.desk.people.get(&id)).collect();
    listed(state, call, &people)
}

/// Finds people by external id, or by a word of their name or by their address, as `query` or `query=email:…`.
pub(crate) fn search(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", false)?;
    if let Some(external_id) = call.query.get("external_id") {
        let found = state.desk.by_external_id(external_id).and_then(|id| state.desk.people.get(&id));
        return listed(state, call, &found.into_iter().collect::<Vec<_>>());
    }
    let query = call.query.get("query").map(|text| text.to_lowercase()).unwrap_or_default();
    let (email, word) = match query.strip_prefix("email:") {
        Some(email) => (Some(email.trim_matches('"').to_owned()), String::new()),
        None => (None, query),
    };
    let fits = |text: &str| text.to_lowercase().contains(&word);
    let people = state.desk.people.values();
    let found: Vec<&Person> = people
        .filter(|person| match &email {
            Some(email) => person.email.as_ref().is_some_and(|own| own.to_lowercase() == *email),
            None => fits(&person.name) || person.email.as_deref().is_some_and(fits),
        })
        .collect();
    listed(state, call, &found)
}

fn listed(state: &State, call: &Call, people: &[&Person]) -> Result<Answer, Refusal> {
    let ids: Vec<u64> = people.iter().map(|person| person.id.0).collect();
    let body = paging::page(state, call, "users", &ids, |at| {
        people.get(at).map_or(Value::Null, |person| person.render(&state.origins))
    })?;
    Ok(Answer::ok(body.into()))
}
