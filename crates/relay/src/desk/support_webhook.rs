//! The webhook by which Support tells of tickets: what it has to be, for who makes it and for who checks it.

use super::address::same;
use baton_zendesk::support::{SupportWebhook, SupportWebhookWish, TICKET_TRIGGERS};

/// Without this one no word of an agent is told.
const COMMENTS: &str = "zen:event-type:ticket.comment_added";
/// The events, and what is lost without each.
const EVENTS: [(&str, &str); 4] = [
    (COMMENTS, "what agents write is found by looking every ten minutes only"),
    ("zen:event-type:ticket.status_changed", "a solved or closed ticket is noticed minutes later"),
    ("zen:event-type:ticket.tags_changed", "a ticket that an agent tags for the chat later on never gets there"),
    ("zen:event-type:ticket.created", "a ticket that an agent makes with the tag gets there with the next word only"),
];

/// The webhook of an account, which tells an address of tickets.
pub fn wish(account: &str, url: &str) -> SupportWebhookWish {
    SupportWebhookWish::new(format!("Baton ({account})"), url, &EVENTS.map(|(event, _)| event))
}

/// Whether it is called by triggers. What they tell, and when, is theirs; Zendesk cannot make it one for events.
pub(super) fn is_for_triggers(webhook: &SupportWebhook) -> bool {
    webhook.subscriptions.iter().any(|name| name == TICKET_TRIGGERS)
}

/// The events that it does not send, with what is lost by that.
pub(super) fn missing(webhook: &SupportWebhook) -> impl Iterator<Item = (&'static str, &'static str)> {
    EVENTS.into_iter().filter(|(event, _)| !webhook.subscriptions.iter().any(|own| own == event))
}

/// Whether it tells of agents' words.
pub(super) fn tells_comments(webhook: &SupportWebhook) -> bool {
    webhook.subscriptions.iter().any(|own| own == COMMENTS)
}

/// Whether it sends in the form that is read.
pub(super) fn is_readable(webhook: &SupportWebhook) -> bool {
    webhook.http_method == "POST" && webhook.request_format == "json"
}

/// Whether it can work at all.
pub(super) fn is_active(webhook: &SupportWebhook) -> bool {
    webhook.status == "active"
}

/// The one that leads to an address; one for events before one for triggers, and an active one before another.
pub(super) fn leading_to<'a>(all: &'a [SupportWebhook], url: &str) -> Option<&'a SupportWebhook> {
    let to_it = all.iter().filter(|webhook| same(&webhook.endpoint, url));
    to_it.min_by_key(|webhook| (is_for_triggers(webhook), !is_active(webhook)))
}

/// Those for events that lead to an address.
pub(super) fn for_events<'a>(all: &'a [SupportWebhook], url: &str) -> impl Iterator<Item = &'a SupportWebhook> {
    all.iter().filter(move |webhook| same(&webhook.endpoint, url) && !is_for_triggers(webhook))
}

/// One for events that led to the account under an earlier public address.
pub(super) fn left_behind<'a>(all: &'a [SupportWebhook], account: &str) -> Option<&'a SupportWebhook> {
    let path = format!("/v1/webhooks/support/{account}");
    all.iter().find(|webhook| webhook.endpoint.trim_end_matches('/').ends_with(&path) && !is_for_triggers(webhook))
}
