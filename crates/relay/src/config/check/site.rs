//! What is wrong with a site.

use super::{bot, handing, identity, is_loopback, is_support_id};
use crate::config::problem::{Problem, did_you_mean};
use crate::config::source::Key;
use crate::config::{Account, Config, DeskName, Offer, Site};
use baton_protocol::{ChoiceAction, SiteToken, limits};
use secrecy::ExposeSecret;
use std::collections::BTreeMap;

/// File name extensions that Sunshine Conversations takes ("Validating files" of its guide).
const VENDOR_EXTENSIONS: &str = "3g2 3gp 7z aac amr avi bmp csv doc docx eml gif heic heif ics jfif jpeg jpg key log m4a \
    m4v mov mp3 mp4 mp4a mpeg mpg mpga neon numbers odt oga ogg ogv opus pages pdf png pps ppsx ppt pptx qt svg tif tiff \
    txt vcf wav webm webp wmv xls xlsx xml yaml yml zip";

/// How secrets begin that somebody may take for a site token: keys of Zendesk and of others, signed tokens.
const SECRET_BEGINNINGS: [&str; 9] = ["int_", "app_", "act_", "svc_", "sk-", "sk_", "eyJ", "ghp_", "xox"];

pub(super) fn problems(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    tokens(config, site, key, problems);
    account(config, site, key, problems);
    addresses(site, key, problems);
    starters(site, key, problems);
    ticket(config, site, key, problems);
    files(config, site, key, problems);
    theme(site, key, problems);
    super::texts::problems(site, key, problems);
    offer(config, site, key, problems);
    identity::problems(site, key, problems);
    handing::problems(site, key, problems);
    let mut error = |name: &str, text: &str| problems.push(Problem::error(key.child(name), text));
    if site.title.trim().is_empty() {
        error("title", "must not be empty; it names the chat to those who cannot see it, too");
    }
    if !is_locale(&site.locale) {
        error("locale", "must be a language as BCP 47 writes it, like `en` or `pt-BR`");
    }
    if !(0.0..=1.0).contains(&site.knowledge.floor) {
        error("knowledge.floor", "must be from 0 (always answers) to 1");
    }
    if site.offer == Offer::Hours && !site.hours.are_set() {
        error(
            "offer",
            "is `hours`, and `hours` are not set; add [site.<name>.hours.week], or take `always` or `agents`",
        );
    }
    if site.slow_after_seconds == 0 {
        error("slow_after_seconds", "must be at least 1");
    }
}

fn tokens(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    if site.token.as_str().is_empty() {
        problems.push(Problem::error(key.child("token"), "is missing; `baton token` makes one"));
    }
    let previous = site.previous_tokens.iter().enumerate();
    let previous = previous.map(|(index, token)| (key.child("previous_tokens").element(index), token));
    for (key, token) in std::iter::once((key.child("token"), &site.token)).chain(previous) {
        if let Some(wrong) = wrong_token(config, token).filter(|_| !token.as_str().is_empty()) {
            problems.push(Problem::error(key, wrong));
        }
    }
}

fn wrong_token(config: &Config, token: &SiteToken) -> Option<&'static str> {
    let text = token.as_str();
    let accounts = config.account.values();
    let of_accounts = accounts.flat_map(|account| account.secrets().into_iter().map(|(_, secret)| secret));
    let of_sites = config.site.values().flat_map(|site| site.identity.keys.values().map(ExposeSecret::expose_secret));
    let of_bots = config.site.values().flat_map(bot::secrets);
    let mut secrets = of_accounts.chain(of_sites).chain(of_bots);
    if secrets.any(|secret| secret == text) || SECRET_BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) {
        return Some("looks like a secret, and every visitor can read a site token; `baton token` makes one");
    }
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let is_well_formed = (8..=128).contains(&text.len()) && text.bytes().all(known);
    (!is_well_formed).then_some("must be 8 to 128 letters, digits, `-` and `_`; `baton token` makes one")
}

/// Tokens that more than one site, or one site twice, claims.
pub(super) fn shared_tokens(config: &Config, problems: &mut Vec<Problem>) {
    let mut owners = BTreeMap::new();
    for (name, site) in &config.site {
        for token in site.tokens().filter(|token| !token.as_str().is_empty()) {
            if let Some(other) = owners.insert(token, name) {
                let text = format!("has a token that site `{other}` has already; each needs one of its own");
                problems.push(Problem::error(Key::root().child("site").child(name).child("token"), text));
            }
        }
    }
}

/// Skills of the same name that lead to different groups of one account: the account's desk knows them by name alone.
pub(super) fn shared_skills(config: &Config, problems: &mut Vec<Problem>) {
    let mut groups = BTreeMap::new();
    for (name, site) in &config.site {
        let Some(account) = &site.account else { continue };
        for (skill, settings) in &site.skills {
            // An id, else the name under which the group is looked up.
            let id = Some(settings.group_id.as_str()).filter(|id| !id.is_empty());
            let leads = id.map_or_else(|| Err(settings.group_name(skill)), Ok);
            let (other, group) = groups.entry((account, skill)).or_insert((name, leads));
            if *group != leads {
                let key = Key::root().child("site").child(name).child("skills").child(skill);
                let text =
                    format!("leads to another group than `{skill}` of site `{other}` at the same account; rename one");
                problems.push(Problem::error(key, text));
            }
        }
    }
}

fn account(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    match &site.account {
        None if !site.handoff => {}
        None => {
            let text = "is not set, so the bot is alone and nobody can be asked for; name an account, or set `handoff = false`";
            problems.push(Problem::warning(key.child("account"), text));
        }
        Some(name) if !config.account.contains_key(name) => {
            let guess = did_you_mean(name, config.account.keys().map(String::as_str));
            problems.push(Problem::error(key.child("account"), format!("there is no [account.{name}]{guess}")));
        }
        Some(name) => problems.extend(config.account.get(name).and_then(|account| desk(name, account, site, key))),
    }
}

/// What the site's desk needs of its account and does not find.
fn desk(name: &str, account: &Account, site: &Site, key: &Key) -> Option<Problem> {
    match site.desk {
        DeskName::Messaging if !account.has_messaging() && account.support().is_some() => {
            let text = format!(
                "is `messaging`, and [account.{name}] has no `app_id`, `integration_id` and key; set them, or take `tickets`"
            );
            Some(Problem::error(key.child("desk"), text))
        }
        DeskName::Tickets if account.support().is_none() => {
            let text = format!(
                "is `tickets`, and [account.{name}] has no credential for Support; set `oauth_client_id` and `oauth_client_secret`"
            );
            Some(Problem::error(key.child("desk"), text))
        }
        _ => None,
    }
}

/// What makes a setting of when people are there useless.
fn offer(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    if site.offer == Offer::Always && site.hours.are_set() {
        let text = "are set and not used while `offer` is `always`; set it to `hours` or `agents`";
        problems.push(Problem::warning(key.child("hours"), text));
    }
    let account = site.account.as_ref().and_then(|name| config.account.get(name));
    if site.offer == Offer::Agents && account.is_some_and(|account| account.support().is_none()) {
        let text = "is `agents`, and the account has no credential for Support, which tells who is online: as far as agents go, a person is offered at any time";
        problems.push(Problem::warning(key.child("offer"), text));
    }
}

fn addresses(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    if site.embed_origins.is_empty() {
        let text = "is empty, so only pages of the relay's own origin can show the chat; list your website's origin";
        problems.push(Problem::warning(key.child("embed_origins"), text));
    }
    let mut error = |name: &str, text: &str| problems.push(Problem::error(key.child(name), text));
    if let Some(url) = &site.socket_url {
        let is_safe = url.scheme() == "wss" || (url.scheme() == "ws" && is_loopback(url));
        if !is_safe || url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
            error("socket_url", "must be a plain address with wss:// (ws:// for a loopback address alone)");
        }
    }
    if site.fallback_url.as_ref().is_some_and(|url| !matches!(url.scheme(), "https" | "mailto" | "tel")) {
        error("fallback_url", "must begin with https:, mailto: or tel:");
    }
}

fn starters(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    for (index, starter) in site.starters.iter().enumerate() {
        let wrong = match &starter.action {
            ChoiceAction::Handoff { skill: Some(skill) } if !site.skills.contains_key(skill) => {
                let guess = did_you_mean(skill, site.skills.keys().map(String::as_str));
                Some(format!("there is no skill `{skill}` under `skills`{guess}"))
            }
            ChoiceAction::Link(link) if !is_link(link) => {
                Some("`link` must begin with https:, http:, mailto: or tel:".to_owned())
            }
            ChoiceAction::Postback(payload) if payload.chars().count() > limits::PAYLOAD_CHARS => {
                Some(format!("`postback` has more than {} characters", limits::PAYLOAD_CHARS))
            }
            _ if starter.label.trim().is_empty() => Some("the label is empty".to_owned()),
            _ => None,
        };
        problems.extend(wrong.map(|text| Problem::error(key.child("starters").element(index), text)));
    }
}

fn is_link(link: &str) -> bool {
    url::Url::parse(link).is_ok_and(|url| matches!(url.scheme(), "https" | "http" | "mailto" | "tel"))
}

fn ticket(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    for (name, skill) in &site.skills {
        let key_of = |name: &str, setting: &str| key.child("skills").child(name).child(setting);
        if skill.group_id.is_empty() {
            let account = site.account.as_ref().and_then(|account| config.account.get(account));
            if account.is_some_and(|account| account.support().is_none()) {
                let text = "is not set, and without `oauth_client_id` the group cannot be looked up by its name: tickets \
                            go to no group; set it, or make an OAuth client";
                problems.push(Problem::warning(key_of(name, "group_id"), text));
            }
        } else if !is_support_id(&skill.group_id) {
            let text = "must be the number of a group, in quotes (Admin Center > People > Team > Groups; its address \
                        ends in it); `baton provision` finds or makes the group and writes it";
            problems.push(Problem::error(key.child("skills").child(name).child("group_id"), text));
        }
    }
    for (index, id) in site.ticket_fields.iter().flatten().enumerate().filter(|(_, id)| !is_support_id(id)) {
        let text = format!("`{id}` must be the number of a ticket field, in quotes");
        problems.push(Problem::error(key.child("ticket_fields").element(index), text));
    }
    for (name, id) in [("brand_id", &site.brand_id), ("language_field", &site.language_field)] {
        if let Some(id) = id.as_deref().filter(|id| !is_support_id(id)) {
            problems.push(Problem::error(key.child(name), format!("`{id}` must be a number, in quotes")));
        }
    }
    for (index, tag) in site.tags.iter().enumerate() {
        let wrong = if tag.is_empty() || tag.chars().any(|letter| letter.is_whitespace() || letter == ',') {
            "must be without spaces and commas"
        } else if tag == "sunco_send" || tag.starts_with("baton_") {
            "is a tag that Baton itself acts upon; take another"
        } else {
            continue;
        };
        problems.push(Problem::error(key.child("tags").element(index), format!("`{tag}` {wrong}")));
    }
}

fn files(config: &Config, site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    let key = key.child("files");
    let budget = &config.budget;
    if site.files.max_bytes > budget.upload_bytes_per_address_per_hour.min(budget.upload_bytes_per_site_per_hour) {
        let text = "is more than one of the upload budgets under `budget`, so a file of that size could never be sent";
        problems.push(Problem::error(key.child("max_bytes"), text));
    }
    if !(1..=limits::FILE_BYTES).contains(&site.files.max_bytes) {
        let text = format!(
            "must be from 1 to {} (what Zendesk takes); for no files leave `extensions` empty",
            limits::FILE_BYTES
        );
        problems.push(Problem::error(key.child("max_bytes"), text));
    }
    for (index, extension) in site.files.extensions.iter().enumerate() {
        if !VENDOR_EXTENSIONS.split_whitespace().any(|known| known == extension) {
            let guess = did_you_mean(extension.trim_start_matches('.'), VENDOR_EXTENSIONS.split_whitespace());
            let text = format!("Zendesk does not take `{extension}` (lower case, without the dot){guess}");
            problems.push(Problem::error(key.child("extensions").element(index), text));
        }
    }
}

fn theme(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    for (name, value) in &site.theme {
        let key = key.child("theme").child(name);
        if let Some(short) = name.strip_prefix("--baton-").or_else(|| name.strip_prefix("--")) {
            problems.push(Problem::error(key, format!("leave out the beginning: `{short}`")));
        } else if !name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
            problems.push(Problem::error(key, "the name must be lower-case letters, digits and `-`"));
        } else if value.is_empty()
            || value.contains([';', '{', '}', '<', '\\'])
            || value.to_lowercase().contains("url(")
        {
            problems.push(Problem::error(key, "must be one plain CSS value, without `;`, braces and `url(`"));
        }
    }
}

/// The form of BCP 47, not its register: a language and what narrows it down.
pub(super) fn is_locale(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    let is_language = (2..=8).contains(&language.len()) && language.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_language && parts.all(is_part)
}
