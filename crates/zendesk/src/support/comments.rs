//! What is said at a ticket.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::pages::{Continuation, at};
use super::{Person, Support};
use crate::error::Error;
use crate::http::Call;
use crate::ids::{SupportUserId, TicketId};
use crate::tolerant;

mod comment;
mod wish;

pub(super) use comment::Kept;
pub use comment::{Comment, File, Via};
pub use wish::{CommentBody, NewComment};

/// What a walk through the comments of a ticket brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CommentWalk {
    /// Every comment of the pages read, newest first.
    pub comments: Vec<Comment>,
    /// Who wrote them, as far as the vendor told.
    pub people: BTreeMap<SupportUserId, Person>,
    /// Whether the walk came to its end: found what it looked for, or the first comment. `false` where it stopped at
    /// the cap on pages.
    pub complete: bool,
}

impl CommentWalk {
    /// Who wrote a comment, where it is told.
    pub fn author(&self, comment: &Comment) -> Option<&Person> {
        self.people.get(&comment.author_id?)
    }
}

#[derive(Deserialize)]
struct Page {
    #[serde(deserialize_with = "tolerant::readable")]
    comments: Vec<Comment>,
    #[serde(default, deserialize_with = "tolerant::some")]
    users: Vec<Person>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Support {
    /// Walks back from the newest comment until one satisfies `until`, the first is found, or `pages` pages of 100 were
    /// read. `further` is told before each page after the first is asked for: each is a call of its own to whoever
    /// counts them.
    pub async fn walk_comments(
        &self,
        ticket: TicketId,
        pages: usize,
        mut until: impl FnMut(&Comment) -> bool,
        mut further: impl FnMut(),
    ) -> Result<CommentWalk, Error> {
        let mut url = self.url(&["tickets", &ticket.to_string(), "comments"])?;
        url.query_pairs_mut().append_pair("include", "users").append_pair("sort", "-created_at");
        let mut walk = CommentWalk::default();
        let mut cursor: Option<String> = None;
        for _ in 0..pages {
            if cursor.is_some() {
                further();
            }
            let call = Call::get("ListTicketComments", at(url.clone(), cursor.as_deref()));
            let Page { comments, users, continuation } = self.endpoint.ask(call).await?;
            walk.people.extend(users.into_iter().map(|person| (person.id, person)));
            let found = comments.iter().any(&mut until);
            walk.comments.extend(comments);
            if !found {
                cursor = continuation.next(cursor.as_deref())?;
            }
            if found || cursor.is_none() {
                walk.complete = true;
                break;
            }
        }
        // The order inside a page is asked for and made sure of.
        walk.comments.sort_by_key(|comment| std::cmp::Reverse(comment.place()));
        Ok(walk)
    }
}
