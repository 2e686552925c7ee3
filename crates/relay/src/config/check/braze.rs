//! What is wrong with a site's text messages.

use super::is_loopback;
use crate::config::problem::Problem;
use crate::config::source::Key;
use crate::config::{Braze, Config, KeywordAction, Site};
use axum::http::HeaderName;
use secrecy::ExposeSecret;
use url::Url;

/// Characters below which a secret can be guessed.
const SECRET_CHARS: usize = 16;
/// What a text message may be long; more than ten parts are not sent by most networks.
const TEXT_CHARS: std::ops::RangeInclusive<u32> = 70..=1_600;
/// What the template may name.
const PLACES: [&str; 3] = ["{message}", "{site}", "{agent}"];

pub(super) fn problems(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    let Some(braze) = &site.braze else { return };
    let key = key.child("braze");
    sending(braze, &key, problems);
    receiving(braze, &key, problems);
    texts(braze, &key, problems);
    agents(config, site, &key, problems);
}

fn sending(braze: &Braze, key: &Key, problems: &mut Vec<Problem>) {
    let mut error = |name: &str, text: &str| problems.push(Problem::error(key.child(name), text));
    match &braze.rest_url {
        None => {
            error("rest_url", "is missing; it stands in Braze under Settings > APIs and Identifiers, as REST endpoint")
        }
        Some(url) if !is_plain(url) => {
            error("rest_url", "must be a plain address with https:// (http:// for a loopback address alone)");
        }
        Some(_) => {}
    }
    if braze.api_key.as_ref().is_none_or(|secret| secret.expose_secret().trim().is_empty()) {
        error(
            "api_key",
            "is missing; make one in Braze under Settings > API Keys, with `campaigns.trigger.send` alone",
        );
    }
    if braze.campaign_id.trim().is_empty() {
        error("campaign_id", "is missing; Braze shows it at the campaign's step Schedule Delivery, API-Triggered");
    }
    if braze.solved_campaign_id.as_ref().is_some_and(|id| id.trim().is_empty()) {
        error(
            "solved_campaign_id",
            "is empty; leave it out to use `campaign_id`, and `solved_text` empty to say nothing",
        );
    }
}

/// Whether an address may be spoken to: encrypted where it leaves the machine, and nothing but an address.
pub(super) fn is_plain(url: &Url) -> bool {
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    let is_bare = url.query().is_none() && url.fragment().is_none();
    is_safe && is_bare && url.host().is_some() && url.username().is_empty() && url.password().is_none()
}

fn receiving(braze: &Braze, key: &Key, problems: &mut Vec<Problem>) {
    let mut error = |key: Key, text: &str| problems.push(Problem::error(key, text));
    if braze.inbound_secrets.is_empty() {
        error(key.child("inbound_secrets"), "is missing; without one anybody could write in anybody's name");
    }
    for (index, secret) in braze.inbound_secrets.iter().enumerate() {
        if secret.expose_secret().trim().chars().count() < SECRET_CHARS {
            error(key.child("inbound_secrets").element(index), "must have at least 16 characters");
        }
    }
    if HeaderName::try_from(braze.inbound_header.as_str()).is_err() {
        error(key.child("inbound_header"), "must be the name of a header, like `X-Baton-Secret`");
    }
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if braze.user_field.is_empty() || !braze.user_field.bytes().all(known) {
        error(
            key.child("user_field"),
            "must be the key of a user field at Zendesk (Admin Center > People > Configuration > User fields)",
        );
    }
    if braze.texts_per_user_per_hour == 0 {
        error(key.child("texts_per_user_per_hour"), "must be at least 1");
    }
}

fn texts(braze: &Braze, key: &Key, problems: &mut Vec<Problem>) {
    let template = &braze.message_template;
    let mut error = |name: &str, text: String| problems.push(Problem::error(key.child(name), text));
    if !template.contains("{message}") {
        error("message_template", "must have `{message}` where the agent's words are to stand".to_owned());
    }
    if let Some(unknown) = places(template).find(|place| !PLACES.contains(place)) {
        error("message_template", format!("`{unknown}` is not known; it may have {}", PLACES.join(", ")));
    }
    if braze.opt_out_words.iter().all(|word| word.trim().is_empty()) {
        error("opt_out_words", "must have a word by which people can ask for no more texts".to_owned());
    } else if !braze.opt_out_words.iter().any(|word| names(template, word)) {
        let words = braze.opt_out_words.join(", ");
        let text = format!("must say how to opt out, by one of `opt_out_words` ({words}) as it is written there");
        error("message_template", text);
    }
    let frame = template.replace("{message}", "").chars().count();
    if !TEXT_CHARS.contains(&braze.message_chars) {
        error("message_chars", format!("must be from {} to {}", TEXT_CHARS.start(), TEXT_CHARS.end()));
    } else if u32::try_from(frame).unwrap_or(u32::MAX) + 20 > braze.message_chars {
        error("message_template", "leaves no room for the message within `message_chars`".to_owned());
    }
    for (name, keyword) in &braze.keyword_categories {
        let wrong = match keyword.action {
            KeywordAction::ReplyOnly if keyword.reply.trim().is_empty() => {
                "is empty, so `reply_only` would do nothing; write a reply, or take `ignore`"
            }
            KeywordAction::Ignore if !keyword.reply.trim().is_empty() => {
                "would never be sent, for `action` is `ignore`; take `reply_only`"
            }
            _ => continue,
        };
        problems.push(Problem::error(key.child("keyword_categories").child(name).child("reply"), wrong));
    }
}

/// The names in braces.
fn places(template: &str) -> impl Iterator<Item = &str> {
    let after = template.match_indices('{').filter_map(|(at, _)| template.get(at..));
    after.filter_map(|rest| rest.find('}').and_then(|end| rest.get(..=end)))
}

/// Whether a text has a word as a word of its own.
fn names(text: &str, word: &str) -> bool {
    !word.is_empty() && text.split(|letter: char| !letter.is_alphanumeric()).any(|other| other == word)
}

fn agents(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    let account = site.account.as_ref().map(|name| (name, config.account.get(name)));
    match account {
        None => {
            let text = "needs agents: set `account` of the site";
            problems.push(Problem::error(key, text));
        }
        Some((name, Some(account))) if account.support().is_none() => {
            let text = format!(
                "texts become tickets, and [account.{name}] has no credential for Support, so none can be taken; set \
                 `oauth_client_id` and `oauth_client_secret` there"
            );
            problems.push(Problem::warning(key, text));
        }
        // One that does not exist is named where it is set.
        Some(_) => {}
    }
}
