//! Whether an agent is there for messaging.

use serde::Deserialize;

use super::Support;
use super::pages::{Continuation, at};
use crate::error::Error;
use crate::http::Call;
use crate::ids::GroupId;
use crate::tolerant;

/// What is asked for: agents who are online for messaging.
const ONLINE: &str = "messaging:online";

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "tolerant::readable")]
    data: Vec<Agent>,
    #[serde(flatten)]
    continuation: Continuation,
}

#[derive(Deserialize)]
struct Agent {
    #[serde(default, deserialize_with = "tolerant::lenient")]
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
struct Attributes {
    #[serde(default, deserialize_with = "tolerant::lenient")]
    group_ids: Option<Vec<GroupId>>,
}

impl Support {
    /// How many agents, of a group or at all, are online for messaging, as far as `pages` pages of 100 tell. `None`
    /// where the account cannot tell: it needs the vendor's omnichannel routing, and the right to see it; and where there
    /// is none on the pages that were read, and more of them.
    ///
    /// That the listing takes a group as a filter is not documented everywhere; where the answer names an agent's
    /// groups, only those in the group count.
    pub async fn agents_online(&self, group: Option<GroupId>, pages: usize) -> Result<Option<usize>, Error> {
        let mut url = self.url(&["agent_availabilities"])?;
        url.query_pairs_mut().append_pair("filter[channel_status]", ONLINE);
        if let Some(group) = group {
            url.query_pairs_mut().append_pair("filter[group_ids]", &group.to_string());
        }
        let (mut count, mut cursor) = (0, None::<String>);
        for _ in 0..pages {
            let call = Call::get("ListAgentAvailabilities", at(url.clone(), cursor.as_deref()));
            let Page { data, continuation } = match self.endpoint.ask(call).await {
                Err(Error::Forbidden(_) | Error::NotFound(_)) => return Ok(None),
                page => page?,
            };
            count += data.iter().filter(|agent| agent.is_in(group)).count();
            cursor = continuation.next(cursor.as_deref())?;
            if cursor.is_none() {
                return Ok(Some(count));
            }
        }
        // Somebody else may stand on a page that was not read.
        Ok(Some(count).filter(|count| *count > 0))
    }
}

impl Agent {
    fn is_in(&self, group: Option<GroupId>) -> bool {
        match (group, &self.attributes.group_ids) {
            (Some(group), Some(groups)) => groups.contains(&group),
            _ => true,
        }
    }
}
