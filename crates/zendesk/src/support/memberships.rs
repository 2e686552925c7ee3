//! Agents, and the groups they belong to.

use serde::{Deserialize, Serialize};

use super::{Person, Support};
use crate::error::Error;
use crate::http::Call;
use crate::ids::{GroupId, SupportUserId};
use crate::limits::PAGE_MAX;
use crate::tolerant;

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "tolerant::readable")]
    group_memberships: Vec<Member>,
    #[serde(default)]
    next_page: Option<String>,
}

#[derive(Deserialize)]
struct Member {
    user_id: SupportUserId,
}

#[derive(Serialize)]
struct Wish {
    group_membership: Membership,
}

#[derive(Serialize)]
struct Membership {
    user_id: SupportUserId,
    group_id: GroupId,
}

impl Support {
    /// The agents and administrators with this very e-mail address, whatever its capitals.
    pub async fn find_agents(&self, email: &str) -> Result<Vec<Person>, Error> {
        let mut users = self.users_by_email(email).await?;
        users.retain(|person| person.role != "end-user");
        Ok(users)
    }

    /// The agents of a group, at most `pages` pages of 100; more is [`Error::Protocol`].
    pub async fn list_group_agents(&self, group: GroupId, pages: usize) -> Result<Vec<SupportUserId>, Error> {
        let mut all = Vec::new();
        for page in 1..=pages {
            let mut url = self.endpoint.url(&["api", "v2", "groups", &group.to_string(), "memberships"])?;
            url.query_pairs_mut().append_pair("page", &page.to_string()).append_pair("per_page", &PAGE_MAX.to_string());
            let answer: Page = self.endpoint.ask(Call::get("ListGroupMembershipsByGroup", url)).await?;
            all.extend(answer.group_memberships.iter().map(|member| member.user_id));
            if answer.next_page.is_none() {
                return Ok(all);
            }
        }
        Err(Error::Protocol(format!("more than {pages} pages of memberships")))
    }

    /// Puts an agent into a group. Needs an administrator's rights; who is in it already is [`Error::Invalid`].
    pub async fn add_to_group(&self, agent: SupportUserId, group: GroupId) -> Result<(), Error> {
        let url = self.endpoint.url(&["api", "v2", "group_memberships"])?;
        let body = Wish { group_membership: Membership { user_id: agent, group_id: group } };
        self.endpoint.tell(Call::post("CreateGroupMembership", url, &body)?).await
    }
}
