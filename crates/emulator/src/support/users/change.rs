//! Making and changing people by API.

use super::{answer, named};
use crate::answer::{Answer, Refusal};
use crate::ids::PersonId;
use crate::operation::Call;
use crate::state::State;
use crate::support::{allow, invalid, not_found};
use crate::workspace::people::{Person, Role};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

#[derive(Deserialize)]
struct Body {
    user: UserBody,
}

fn nullable<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(from).map(Some)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct UserBody {
    name: Option<String>,
    email: Option<String>,
    #[serde(deserialize_with = "nullable")]
    external_id: Option<Option<String>>,
    verified: Option<bool>,
    role: Option<String>,
    user_fields: Option<Map<String, Value>>,
    /// Accepted: the emulator writes no e-mail.
    #[serde(rename = "skip_verify_email")]
    _skip_verify_email: Option<bool>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// What the API takes and the emulator only keeps.
const KEPT: [&str; 6] = ["phone", "notes", "details", "locale", "time_zone", "tags"];

/// Changes whoever has the external id, else whoever has the address; makes an end user where nobody does.
pub(crate) fn create_or_update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", true)?;
    let Body { user } = call.body()?;
    let external_id = user.external_id.clone().flatten();
    let known = external_id.and_then(|external_id| state.desk.by_external_id(&external_id));
    let known = known.or_else(|| state.desk.by_email(user.email.as_ref()?));
    if let Some(id) = known {
        apply(state, id, user)?;
        return answer(state, id).map(Answer::ok);
    }
    let name = user.name.clone().filter(|name| !name.trim().is_empty());
    let name = name.ok_or_else(|| invalid("Name: cannot be blank"))?;
    let id = PersonId(state.mint.number());
    check(state, id, &user)?;
    state.desk.people.insert(id, Person::end_user(id, name, state.now_ms));
    apply(state, id, user)?;
    answer(state, id).map(Answer::created)
}

pub(crate) fn update(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "users", true)?;
    let id = named(call)?;
    state.desk.people.get(&id).ok_or_else(not_found)?;
    let Body { user } = call.body()?;
    apply(state, id, user)?;
    answer(state, id).map(Answer::ok)
}

/// Neither address nor external id may be somebody else's.
fn check(state: &State, id: PersonId, user: &UserBody) -> Result<(), Refusal> {
    let taken = |owner: Option<PersonId>| owner.is_some_and(|owner| owner != id);
    if let Some(email) = &user.email {
        if !email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) {
            return Err(invalid(&format!("Email: {email} is not properly formatted")));
        }
        if taken(state.desk.by_email(email)) {
            return Err(invalid(&format!("Email: {email} is already being used by another user")));
        }
    }
    if let Some(Some(external_id)) = &user.external_id
        && taken(state.desk.by_external_id(external_id))
    {
        return Err(invalid(&format!("External: {external_id} is already being used by another user")));
    }
    if user.role.as_ref().is_some_and(|role| !["end-user", "agent", "admin"].contains(&role.as_str())) {
        return Err(invalid("Role: is invalid"));
    }
    Ok(())
}

fn apply(state: &mut State, id: PersonId, user: UserBody) -> Result<(), Refusal> {
    check(state, id, &user)?;
    let now_ms = state.now_ms;
    let person = state.desk.people.get_mut(&id).ok_or_else(not_found)?;
    person.name = user.name.unwrap_or_else(|| std::mem::take(&mut person.name));
    // To somebody with an address the vendor adds a second one; only the first is modelled.
    person.email = person.email.take().or(user.email);
    person.external_id = user.external_id.unwrap_or_else(|| person.external_id.take());
    person.verified = user.verified.unwrap_or(person.verified);
    person.role = match user.role.as_deref() {
        Some("admin") => Role::Admin,
        Some("agent") => Role::Agent,
        Some(_) => Role::EndUser,
        None => person.role,
    };
    person.fields.extend(user.user_fields.unwrap_or_default());
    person.kept.extend(user.rest.into_iter().filter(|(name, value)| KEPT.contains(&name.as_str()) && !value.is_null()));
    person.updated_ms = now_ms;
    Ok(())
}
