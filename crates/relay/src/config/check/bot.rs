//! What is wrong with the settings of a site's bot, where it runs elsewhere.

use super::braze::is_plain;
use crate::config::problem::{Problem, did_you_mean};
use crate::config::source::Key;
use crate::config::{BotName, HttpBot, OpenAi, Rasa, Site, Watsonx};
use secrecy::{ExposeSecret, SecretString};
use std::ops::RangeInclusive;
use url::Url;

/// Characters below which a secret can be guessed.
const SECRET_CHARS: usize = 16;
/// Seconds of a turn; the relay itself waits for 45.
const TIMEOUT: RangeInclusive<u64> = 1..=40;
/// How the names of variables begin that are the relay's own.
const OWN: &str = "baton.";

pub(super) fn problems(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    let name = site.bot.as_str();
    let key = key.child(name);
    match site.bot {
        BotName::Knowledge => {}
        BotName::Http => with(site.http.as_ref(), &key, problems, http),
        BotName::Openai => with(site.openai.as_ref(), &key, problems, openai),
        BotName::Rasa => with(site.rasa.as_ref(), &key, problems, rasa),
        BotName::Watsonx => {
            with(site.watsonx.as_ref(), &key, problems, watsonx);
            skills(site, &key, problems);
        }
    }
}

fn with<T>(
    settings: Option<&T>,
    key: &Key,
    problems: &mut Vec<Problem>,
    check: impl FnOnce(&T, &Key, &mut Vec<Problem>),
) {
    match settings {
        Some(settings) => check(settings, key, problems),
        None => problems.push(Problem::error(key, format!("is missing; the bot needs a table [{key}]"))),
    }
}

fn http(bot: &HttpBot, key: &Key, problems: &mut Vec<Problem>) {
    address(bot.url.as_ref(), &key.child("url"), "the address your bot listens at", problems);
    let list = key.child("secrets");
    if bot.secrets.is_empty() {
        problems
            .push(Problem::error(&list, "is missing; without one your bot cannot tell the relay from anybody else"));
    }
    for (index, secret) in bot.secrets.iter().enumerate() {
        if secret.expose_secret().trim().chars().count() < SECRET_CHARS {
            let text = format!("is shorter than {SECRET_CHARS} characters; `openssl rand -hex 32` makes a good one");
            problems.push(Problem::error(list.element(index), text));
        }
    }
    timeout(bot.timeout_seconds, key, problems);
}

fn openai(bot: &OpenAi, key: &Key, problems: &mut Vec<Problem>) {
    let wanted = "the address below which `chat/completions` is, such as https://api.openai.com/v1";
    address(bot.base_url.as_ref(), &key.child("base_url"), wanted, problems);
    if bot.model.trim().is_empty() {
        problems.push(Problem::error(key.child("model"), "is missing; it names the model that answers"));
    }
    let is_far = bot.base_url.as_ref().is_some_and(|url| !super::is_loopback(url));
    if is_far && bot.api_key.as_ref().is_none_or(is_blank) {
        problems.push(Problem::error(key.child("api_key"), "is missing; only a server on this machine may need none"));
    }
    if bot.temperature.is_some_and(|it| !(0.0..=2.0).contains(&it)) {
        problems.push(Problem::error(key.child("temperature"), "must be from 0 to 2"));
    }
    if bot.answer_tokens == 0 || bot.conversation_tokens == 0 || bot.conversation_turns == 0 {
        let text = "`answer_tokens`, `conversation_tokens` and `conversation_turns` must be at least 1";
        problems.push(Problem::error(key, text));
    }
    names(&bot.variables, key, problems);
    timeout(bot.timeout_seconds, key, problems);
}

fn rasa(bot: &Rasa, key: &Key, problems: &mut Vec<Problem>) {
    address(bot.url.as_ref(), &key.child("url"), "the address of the Rasa server", problems);
    if bot.handoff.trim().is_empty() {
        problems.push(Problem::error(key.child("handoff"), "must not be empty; leave it out for `human_handoff`"));
    }
    let intents = [("taken_over_intent", &bot.taken_over_intent), ("returned_intent", &bot.returned_intent)];
    for (name, intent) in intents {
        let known = |letter: char| letter.is_alphanumeric() || "_-+".contains(letter);
        if intent.as_ref().is_some_and(|intent| intent.is_empty() || !intent.chars().all(known)) {
            problems.push(Problem::error(key.child(name), "must be the name of an intent, without a slash"));
        }
    }
    timeout(bot.timeout_seconds, key, problems);
}

fn watsonx(bot: &Watsonx, key: &Key, problems: &mut Vec<Problem>) {
    let wanted = "the service instance URL, which IBM shows at the assistant's API details";
    address(bot.url.as_ref(), &key.child("url"), wanted, problems);
    address(Some(&bot.iam_url), &key.child("iam_url"), "the address of IBM's identity service", problems);
    let mut error = |name: &str, text: &str| problems.push(Problem::error(key.child(name), text));
    if bot.assistant_id.trim().is_empty() {
        error("assistant_id", "is missing; IBM shows it at the assistant's settings, under API details");
    }
    if bot.api_key.as_ref().is_none_or(is_blank) {
        error("api_key", "is missing; IBM shows it at the service's credentials");
    }
    if bot.version.parse::<jiff::civil::Date>().is_err() {
        error("version", "must be a day, such as 2024-08-25");
    }
    if bot.session_minutes == 0 {
        error("session_minutes", "must be at least 1");
    }
    names(&bot.variables, key, problems);
    timeout(bot.timeout_seconds, key, problems);
}

fn skills(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    let named = site.watsonx.iter().flat_map(|bot| &bot.skills);
    for (target, skill) in named.filter(|(_, skill)| !site.skills.contains_key(*skill)) {
        let guess = did_you_mean(skill, site.skills.keys().map(String::as_str));
        let text = format!("`{skill}` is not among the site's `skills`{guess}");
        problems.push(Problem::error(key.child("skills").child(target), text));
    }
}

fn address(url: Option<&Url>, key: &Key, wanted: &str, problems: &mut Vec<Problem>) {
    match url {
        None => problems.push(Problem::error(key, format!("is missing; set it to {wanted}"))),
        Some(url) if !is_plain(url) => {
            let text = "must be a plain address with https:// (http:// for a loopback address alone)";
            problems.push(Problem::error(key, text));
        }
        Some(_) => {}
    }
}

fn timeout(seconds: u64, key: &Key, problems: &mut Vec<Problem>) {
    if !TIMEOUT.contains(&seconds) {
        let text = format!("must be from {} to {}", TIMEOUT.start(), TIMEOUT.end());
        problems.push(Problem::error(key.child("timeout_seconds"), text));
    }
}

fn names(variables: &[String], key: &Key, problems: &mut Vec<Problem>) {
    for (index, name) in variables.iter().enumerate() {
        if name.is_empty() || name.starts_with(OWN) {
            let text = "must be a name that does not begin with `baton.`; those are the relay's own";
            problems.push(Problem::error(key.child("variables").element(index), text));
        }
    }
}

/// The secrets of a site's bots.
pub(in crate::config) fn secrets(site: &Site) -> impl Iterator<Item = &str> {
    let http = site.http.iter().flat_map(|bot| &bot.secrets);
    let openai = site.openai.iter().filter_map(|bot| bot.api_key.as_ref());
    let rasa = site.rasa.iter().filter_map(|bot| bot.token.as_ref());
    let watsonx = site.watsonx.iter().filter_map(|bot| bot.api_key.as_ref());
    http.chain(openai).chain(rasa).chain(watsonx).map(ExposeSecret::expose_secret)
}

fn is_blank(secret: &SecretString) -> bool {
    secret.expose_secret().trim().is_empty()
}
