//! What was changed at a ticket.

use serde::Deserialize;

use super::comments::Kept;
use super::pages::{Continuation, at};
use super::{Support, Via};
use crate::conversations::Walk;
use crate::error::Error;
use crate::http::Call;
use crate::ids::{AuditId, TicketId};
use crate::metadata::Metadata;
use crate::{Timestamp, tolerant};

/// One change of a ticket.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "Raw")]
pub struct Audit {
    /// Its number.
    pub id: AuditId,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// The way it came.
    pub via: Via,
    /// What whoever made it put beside it: our own mark.
    pub custom: Metadata,
}

#[derive(Deserialize)]
struct Raw {
    id: AuditId,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    created_at: Option<Timestamp>,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    via: Via,
    #[serde(default, deserialize_with = "tolerant::lenient")]
    metadata: Kept,
}

impl From<Raw> for Audit {
    fn from(raw: Raw) -> Self {
        Self { id: raw.id, created_at: raw.created_at, via: raw.via, custom: raw.metadata.custom }
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "tolerant::readable")]
    audits: Vec<Audit>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Support {
    /// Walks back from the newest change of a ticket until one satisfies `until`, the first is found, or `pages` pages
    /// of 100 were read. Newest first. `further` is told before each page after the first is asked for.
    pub async fn walk_audits(
        &self,
        ticket: TicketId,
        pages: usize,
        mut until: impl FnMut(&Audit) -> bool,
        mut further: impl FnMut(),
    ) -> Result<Walk<Audit>, Error> {
        let mut url = self.url(&["tickets", &ticket.to_string(), "audits"])?;
        url.query_pairs_mut().append_pair("sort", "-created_at");
        let mut walk = Walk::new();
        let mut cursor: Option<String> = None;
        for _ in 0..pages {
            if cursor.is_some() {
                further();
            }
            let call = Call::get("ListAuditsForTicket", at(url.clone(), cursor.as_deref()));
            let Page { audits, continuation } = self.endpoint.ask(call).await?;
            let found = audits.iter().any(&mut until);
            walk.items.extend(audits);
            if !found {
                cursor = continuation.next(cursor.as_deref())?;
            }
            if found || cursor.is_none() {
                walk.complete = true;
                break;
            }
        }
        walk.items.sort_by_key(|audit| std::cmp::Reverse((audit.created_at, audit.id)));
        Ok(walk)
    }
}
