//! Posting a message exactly once: looked for while in doubt, its file uploaded first, a file that is not taken told to
//! the agent in words.

use super::super::call::{Answer, Call, Next, Posted, Refusal, Reply};
use super::super::post::{Post, PostBody};
use super::super::settings::Settings;
use super::super::state::{RefusedFile, State, Uploaded};
use super::{call, conversation_of, setback, user_of};
use crate::clock::Moment;
use crate::desk::Then;

/// What a reply to one of a post's calls came to.
pub(super) enum Outcome {
    /// The message is there.
    Posted(Posted),
    /// The message is there instead of a file that was not taken.
    Excused(Posted),
    /// A call further, not there yet.
    Further,
    /// Later, or never.
    Not(Then),
    /// Refused for good.
    Refused(Refusal, String),
}

/// The next call of a post. None where user or conversation are not known, which cannot be.
pub(super) fn next(settings: &Settings, state: &State, post: &Post) -> Option<Next> {
    let conversation = conversation_of(state)?;
    let user = user_of(state)?;
    if state.doubt && settings.match_before_resend {
        let after = state.newest.clone();
        return Some(call(Call::Find { conversation, post: post.id.clone(), after }));
    }
    if let Some(refused) = state.refused.as_ref().filter(|refused| refused.post == post.id) {
        return Some(call(Call::Post(conversation, post.excuse(&refused.reason))));
    }
    let uploaded = state.upload.as_ref().filter(|upload| upload.post == post.id).map(|upload| upload.url.as_str());
    match (post.message(&user, uploaded), &post.body) {
        (Some(message), _) => Some(call(Call::Post(conversation, message))),
        (None, PostBody::File(file)) => Some(call(Call::Upload(conversation, file.clone()))),
        (None, PostBody::Text(_)) => None,
    }
}

/// Takes in a reply to a call of a post. `now` is when the call was made.
pub(super) fn learned(state: &mut State, post: &Post, now: Moment, reply: Reply) -> Outcome {
    match reply {
        Reply::Answered(Answer::Posted(posted) | Answer::Found(Some(posted))) => made(state, post, posted),
        Reply::Answered(Answer::Uploaded(url)) => {
            state.upload = Some(Uploaded { post: post.id.clone(), url });
            Outcome::Further
        }
        // Looked for and not found.
        Reply::Answered(_) => match state.unsettled(now) {
            Some(rest) => Outcome::Not(Then::Wait(rest)),
            None => {
                state.doubt = false;
                Outcome::Further
            }
        },
        // Also a request that is not taken: there is nothing in it but the file.
        Reply::Refused(Refusal::File | Refusal::Invalid, reason) if is_file(post) && !is_refused(state, post) => {
            state.upload = None;
            state.refused = Some(RefusedFile { post: post.id.clone(), reason });
            Outcome::Further
        }
        reply => match setback(state, &reply) {
            Some(then) => Outcome::Not(then),
            None => match reply {
                Reply::Refused(refusal, detail) => Outcome::Refused(refusal, detail),
                _ => Outcome::Further,
            },
        },
    }
}

fn made(state: &mut State, post: &Post, posted: Posted) -> Outcome {
    let excused = is_refused(state, post);
    state.doubt = false;
    state.upload = None;
    state.refused = None;
    state.newest = Some(posted.id.clone());
    if excused { Outcome::Excused(posted) } else { Outcome::Posted(posted) }
}

fn is_file(post: &Post) -> bool {
    matches!(post.body, PostBody::File(_))
}

fn is_refused(state: &State, post: &Post) -> bool {
    state.refused.as_ref().is_some_and(|refused| refused.post == post.id)
}
