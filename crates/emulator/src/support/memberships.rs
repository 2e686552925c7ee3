//! Which agents belong to which group.

use super::{allow, not_found};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::{GroupId, PersonId};
use crate::operation::Call;
use crate::state::State;
use crate::workspace::people::Membership;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

impl Membership {
    fn render(&self, state: &State) -> Value {
        json!({
            "id": self.id,
            "url": format!("{}/api/v2/group_memberships/{}.json", state.origins.api, self.id),
            "user_id": self.agent,
            "group_id": self.group,
            "default": false,
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.created_ms),
        })
    }
}

pub(crate) fn of_group(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "groups", false)?;
    let group: GroupId = call.param("group_id").parse().map_err(|_| not_found())?;
    state.desk.groups.get(&group).ok_or_else(not_found)?;
    let shown: Vec<Value> =
        state.desk.memberships.iter().filter(|one| one.group == group).map(|one| one.render(state)).collect();
    let count = shown.len();
    Ok(Answer::ok(json!({ "group_memberships": shown, "count": count, "next_page": null, "previous_page": null })))
}

#[derive(Deserialize)]
struct Body {
    group_membership: MembershipBody,
}

#[derive(Deserialize)]
struct MembershipBody {
    user_id: PersonId,
    group_id: GroupId,
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "groups", true)?;
    let Body { group_membership: MembershipBody { user_id, group_id } } = call.body()?;
    let invalid = |title| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "RecordInvalid", title);
    if !state.desk.people.get(&user_id).is_some_and(crate::workspace::people::Person::is_agent) {
        return Err(invalid("User: must be an agent"));
    }
    state.desk.groups.get(&group_id).ok_or_else(|| invalid("Group: is invalid"))?;
    if state.desk.memberships.iter().any(|one| one.agent == user_id && one.group == group_id) {
        return Err(invalid("User: has already been taken"));
    }
    let one = Membership { id: state.mint.number(), agent: user_id, group: group_id, created_ms: state.now_ms };
    let answer = Answer::created(json!({ "group_membership": one.render(state) }));
    state.desk.memberships.push(one);
    Ok(answer)
}
