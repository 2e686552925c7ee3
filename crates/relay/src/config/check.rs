//! What is wrong in settings that could all be read: missing, contradicting, dangerous.

mod account;
mod bot;
mod braze;
mod handing;
mod identity;
mod site;
mod texts;

use super::Config;
use super::problem::Problem;
use super::settings::Value;
use super::source::Key;
use std::net::Ipv6Addr;
use tracing_subscriber::EnvFilter;
use url::{Host, Url};

/// All of it.
pub(super) fn problems(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    top(config, &mut problems);
    at_least_one(&config.budget, "budget", &mut problems);
    at_least_one(&config.limit, "limit", &mut problems);
    for (name, account) in &config.account {
        let key = Key::root().child("account").child(name);
        name_of(name, &key, &mut problems);
        account::problems(account, &key, &mut problems);
        if !config.site.values().any(|site| site.account.as_ref() == Some(name)) {
            problems.push(Problem::warning(&key, "no site uses this account; set `account` of a site to it"));
        }
    }
    for (name, site) in &config.site {
        let key = Key::root().child("site").child(name);
        name_of(name, &key, &mut problems);
        site::problems(config, site, &key, &mut problems);
        braze::problems(config, site, &key, &mut problems);
        bot::problems(site, &key, &mut problems);
    }
    site::shared_tokens(config, &mut problems);
    site::shared_skills(config, &mut problems);
    problems
}

fn top(config: &Config, problems: &mut Vec<Problem>) {
    let mut error = |key: &str, text: String| problems.push(Problem::error(key, text));
    if let Some(wrong) = public_address(&config.public_url) {
        error("public_url", wrong);
    }
    if config.listen == config.internal_listen && config.listen.port() != 0 {
        error("internal_listen", "is the same as `listen`; metrics need a port of their own".to_owned());
    }
    if let Err(wrong) = EnvFilter::try_new(&config.log.filter) {
        error("log.filter", format!("cannot be understood: {wrong}; write it like `info,baton_relay=debug`"));
    }
    if config.site.is_empty() {
        error(
            "site",
            "no site is set up; add a table [site.<name>] with a `token` (`baton token` makes one)".to_owned(),
        );
    }
}

/// What is wrong with an address that browsers and Zendesk are to use.
fn public_address(url: &Url) -> Option<String> {
    if url.host().is_none() || !matches!(url.scheme(), "http" | "https") {
        return Some("must begin with https:// and name a host".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return Some("must be an address without user, question mark and fragment".to_owned());
    }
    let is_open = url.scheme() == "http" && !is_loopback(url);
    is_open.then(|| "must begin with https://; http is for loopback addresses alone".to_owned())
}

pub(super) use bot::secrets as bot_secrets;

/// Whether an address leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address == Ipv6Addr::LOCALHOST,
        Some(Host::Domain(domain)) => domain == "localhost" || domain.ends_with(".localhost"),
        None => false,
    }
}

/// Numbers of which 0 would mean that nothing works.
fn at_least_one(table: &impl Value, name: &str, problems: &mut Vec<Problem>) {
    let Some(toml::Value::Table(table)) = table.write() else { return };
    for (setting, _) in table.iter().filter(|(_, value)| value.as_integer() == Some(0)) {
        problems.push(Problem::error(format_args!("{name}.{setting}"), "must be at least 1"));
    }
}

/// The names of accounts and sites stand in addresses and in variables of the environment.
fn name_of(name: &str, key: &Key, problems: &mut Vec<Problem>) {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    let begins = name.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if !begins || !name.bytes().all(known) || name.contains("__") || name.len() > 64 {
        let form =
            "must be at most 64 lower-case letters, digits, `-` and single `_`, and begin with a letter or digit";
        problems.push(Problem::error(key, format!("the name {form}")));
    }
}

/// Whether a text is an id of Zendesk's Support: a number.
fn is_support_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}
