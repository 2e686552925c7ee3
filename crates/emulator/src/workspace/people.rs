//! Agents, groups and end users of the Support side.

use crate::account::demo;
use crate::clock::seconds;
use crate::ids::{GroupId, PersonId};
use crate::json::put;
use crate::state::Origins;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    EndUser,
    Agent,
    Admin,
}

impl Role {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::EndUser => "end-user",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Person {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) role: Role,
    /// Whether the address was confirmed, or an administrator said it is theirs.
    pub(crate) verified: bool,
    /// Custom fields by their key.
    pub(crate) fields: Map<String, Value>,
    /// What the API takes and the emulator only keeps: `phone`, `notes`, `details`, `locale`, `time_zone`, `tags`.
    pub(crate) kept: Map<String, Value>,
    /// Path of the picture on the API's origin.
    pub(crate) picture: Option<&'static str>,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
}

impl Person {
    /// An end user of whom only the name is known.
    pub(crate) fn end_user(id: PersonId, name: String, now_ms: i64) -> Self {
        Self {
            id,
            name,
            email: None,
            external_id: None,
            role: Role::EndUser,
            verified: false,
            fields: Map::new(),
            kept: Map::new(),
            picture: None,
            created_ms: now_ms,
            updated_ms: now_ms,
        }
    }

    pub(crate) fn is_agent(&self) -> bool {
        self.role != Role::EndUser
    }

    pub(crate) fn picture_url(&self, origins: &Origins) -> Option<String> {
        self.picture.map(|path| format!("{}{path}", origins.api))
    }

    pub(crate) fn render(&self, origins: &Origins) -> Value {
        let mut body = Map::from_iter([("locale".to_owned(), "en-US".into()), ("time_zone".into(), "Etc/UTC".into())]);
        body.extend(self.kept.clone());
        let Value::Object(rest) = json!({
            "id": self.id,
            "url": format!("{}/api/v2/users/{}.json", origins.api, self.id),
            "name": self.name,
            "external_id": self.external_id,
            "role": self.role.as_str(),
            "active": true,
            "verified": self.verified,
            "user_fields": self.fields,
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.updated_ms),
            "photo": self.picture_url(origins).map(|url| json!({ "content_url": url, "content_type": "image/png" })),
        }) else {
            return Value::Null;
        };
        body.extend(rest);
        // The document knows no null here.
        put(&mut body, "email", self.email.clone());
        body.into()
    }
}

/// That an agent belongs to a group.
#[derive(Debug, Clone)]
pub(crate) struct Membership {
    pub(crate) id: u64,
    pub(crate) agent: PersonId,
    pub(crate) group: GroupId,
    pub(crate) created_ms: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Group {
    pub(crate) id: GroupId,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) is_public: bool,
    pub(crate) is_default: bool,
    pub(crate) created_ms: i64,
}

/// The agents every account starts with; the first one owns the Support credentials.
pub(crate) const ANA: PersonId = PersonId(8_447_388_090_494);
pub(crate) const BO: PersonId = PersonId(8_447_388_090_495);

/// The agents' pictures by their paths on the API's origin.
pub(crate) const PICTURES: [(&str, &[u8]); 2] = [
    ("/system/photos/8447388090494/ana.png", include_bytes!("../../assets/ana.png")),
    ("/system/photos/8447388090495/bo.png", include_bytes!("../../assets/bo.png")),
];

pub(crate) fn staff(now_ms: i64) -> BTreeMap<PersonId, Person> {
    let [(ana_picture, _), (bo_picture, _)] = PICTURES;
    let agent = |id, name: &str, email: &str, role, picture| Person {
        email: Some(email.to_owned()),
        role,
        verified: true,
        picture: Some(picture),
        ..Person::end_user(id, name.to_owned(), now_ms)
    };
    BTreeMap::from([
        (ANA, agent(ANA, "Ana Lima", demo::SUPPORT_EMAIL, Role::Admin, ana_picture)),
        (BO, agent(BO, "Bo Jensen", "bo@demo.invalid", Role::Agent, bo_picture)),
    ])
}

pub(crate) fn groups(now_ms: i64) -> BTreeMap<GroupId, Group> {
    let group = |number, name: &str, is_default| {
        let id = GroupId(number);
        let description = String::new();
        (id, Group { id, name: name.to_owned(), description, is_public: true, is_default, created_ms: now_ms })
    };
    BTreeMap::from([group(SUPPORT.0, "Support", true), group(BILLING.0, "Billing", false)])
}

const SUPPORT: GroupId = GroupId(9_000_000_000_001);
const BILLING: GroupId = GroupId(9_000_000_000_002);

/// Everybody is in every group an account starts with.
pub(crate) fn memberships(now_ms: i64) -> Vec<Membership> {
    let pairs = [(ANA, SUPPORT), (ANA, BILLING), (BO, SUPPORT), (BO, BILLING)];
    let numbered = (4_461_201_u64..).zip(pairs);
    numbered.map(|(id, (agent, group))| Membership { id, agent, group, created_ms: now_ms }).collect()
}
