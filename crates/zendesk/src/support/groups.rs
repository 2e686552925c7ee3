//! Groups of agents.

use serde::{Deserialize, Serialize};

use super::Support;
use crate::error::Error;
use crate::http::Call;
use crate::ids::GroupId;
use crate::limits::PAGE_MAX;
use crate::tolerant;

/// A group of agents.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Group {
    /// Its number.
    pub id: GroupId,
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// Whether it was removed; its number then is good for nothing.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub deleted: bool,
}

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "tolerant::readable")]
    groups: Vec<Group>,
    #[serde(default)]
    next_page: Option<String>,
}

#[derive(Serialize)]
struct Wish<'a> {
    group: Named<'a>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
}

#[derive(Deserialize)]
struct One {
    group: Group,
}

impl Support {
    /// Every group that was not removed, at most `pages` pages of 100; more is [`Error::Protocol`].
    pub async fn list_groups(&self, pages: usize) -> Result<Vec<Group>, Error> {
        let mut all = Vec::new();
        for page in 1..=pages {
            let mut url = self.endpoint.url(&["api", "v2", "groups"])?;
            url.query_pairs_mut().append_pair("page", &page.to_string()).append_pair("per_page", &PAGE_MAX.to_string());
            let Page { groups, next_page } = self.endpoint.ask(Call::get("ListGroups", url)).await?;
            all.extend(groups.into_iter().filter(|group| !group.deleted));
            if next_page.is_none() {
                return Ok(all);
            }
        }
        Err(Error::Protocol(format!("more than {pages} pages of groups")))
    }

    /// Makes a group. Needs an administrator's rights; a name that is taken is [`Error::Invalid`].
    pub async fn create_group(&self, name: &str) -> Result<Group, Error> {
        let url = self.endpoint.url(&["api", "v2", "groups"])?;
        let call = Call::post("CreateGroup", url, &Wish { group: Named { name } })?;
        Ok(self.endpoint.ask::<One>(call).await?.group)
    }
}
