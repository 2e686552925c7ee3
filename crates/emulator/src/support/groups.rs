//! Groups of agents.

use super::allow;
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::GroupId;
use crate::operation::Call;
use crate::state::State;
use crate::workspace::people::Group;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

impl Group {
    fn render(&self, state: &State) -> Value {
        json!({
            "id": self.id,
            "url": format!("{}/api/v2/groups/{}.json", state.origins.api, self.id),
            "name": self.name,
            "description": self.description,
            "is_public": self.is_public,
            "default": self.is_default,
            "deleted": false,
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.created_ms),
        })
    }
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "groups", false)?;
    let number = |name: &str, default: usize| call.query.get(name).and_then(|it| it.parse().ok()).unwrap_or(default);
    let (page, size) = (number("page", 1).max(1), number("per_page", 100).clamp(1, 100));
    let count = state.desk.groups.len();
    let shown: Vec<Value> =
        state.desk.groups.values().skip((page - 1) * size).take(size).map(|group| group.render(state)).collect();
    let link = |to: usize| format!("{}/api/v2/groups.json?page={to}&per_page={size}", state.origins.api);
    Ok(Answer::ok(json!({
        "groups": shown,
        "count": count,
        "next_page": (page * size < count).then(|| link(page + 1)),
        "previous_page": (page > 1).then(|| link(page - 1)),
    })))
}

#[derive(Deserialize)]
struct Body {
    group: GroupBody,
}

#[derive(Deserialize)]
struct GroupBody {
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default = "yes")]
    is_public: bool,
}

const fn yes() -> bool {
    true
}

pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "groups", true)?;
    let Body { group } = call.body()?;
    let invalid = |title| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "RecordInvalid", title);
    if group.name.trim().is_empty() {
        return Err(invalid("Name: cannot be blank"));
    }
    if state.desk.groups.values().any(|known| known.name == group.name) {
        return Err(invalid("Name: has already been taken"));
    }
    let group = Group {
        id: GroupId(state.mint.number()),
        name: group.name,
        description: group.description,
        is_public: group.is_public,
        is_default: false,
        created_ms: state.now_ms,
    };
    let answer = Answer::created(json!({ "group": group.render(state) }));
    state.desk.groups.insert(group.id, group);
    Ok(answer)
}
