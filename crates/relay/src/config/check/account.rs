//! What is wrong with an account.

use super::{is_loopback, is_support_id};
use crate::config::problem::Problem;
use crate::config::source::Key;
use crate::config::{Account, UnverifiedEmail};
use crate::desk::tickets::filter::Filter;
use secrecy::ExposeSecret;

pub(super) fn problems(account: &Account, key: &Key, problems: &mut Vec<Problem>) {
    address(account, key, problems);
    if account.has_messaging() || account.support().is_none() || !account.webhook_secrets.is_empty() {
        required(account, key, problems);
    }
    support(account, key, problems);
    tickets(account, key, problems);
    let mut error = |name: &str, text: &str| problems.push(Problem::error(key.child(name), text));
    if account.phone_field.as_deref().is_some_and(|id| !is_support_id(id)) {
        error(
            "phone_field",
            "must be the number of a ticket field (Admin Center > Objects and rules > Tickets > Fields)",
        );
    }
    if account.agent_workspace.is_empty() {
        error("agent_workspace", "must not be empty; Zendesk's own name is zd-agentWorkspace");
    }
    for (name, number) in [
        ("confirm_timeout_seconds", account.confirm_timeout_seconds),
        ("echo_timeout_seconds", account.echo_timeout_seconds),
        ("requests_per_second", account.requests_per_second.into()),
        ("polling_seconds", account.polling_seconds.unwrap_or(1)),
    ] {
        if number == 0 {
            error(name, "must be at least 1");
        }
    }
    for (index, host) in account.media_hosts.iter().enumerate() {
        let beside_emulator = account.base_url.as_ref().is_some_and(is_loopback);
        let is_local = beside_emulator && url::Url::parse(host).is_ok_and(|url| is_loopback(&url));
        if !is_host(host) && !is_local {
            let text = format!("`{host}` must be a host, or *. and a domain of at least two names: *.zendesk.com");
            problems.push(Problem::error(key.child("media_hosts").element(index), text));
        }
    }
}

fn address(account: &Account, key: &Key, problems: &mut Vec<Problem>) {
    match (&account.subdomain, &account.base_url) {
        (None, None) => {
            let text = "is missing; it is `acme` where agents work at https://acme.zendesk.com";
            problems.push(Problem::error(key.child("subdomain"), text));
        }
        (Some(_), Some(_)) => {
            let text = "stands beside `subdomain`; keep one of the two";
            problems.push(Problem::error(key.child("base_url"), text));
        }
        (Some(subdomain), None) => {
            let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            if subdomain.is_empty() || !subdomain.bytes().all(known) {
                let text =
                    format!("`{subdomain}` is not one; it is `acme` where agents work at https://acme.zendesk.com");
                problems.push(Problem::error(key.child("subdomain"), text));
            }
        }
        (None, Some(url)) => {
            let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
            let is_plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
            if !is_safe || !is_plain || url.host().is_none() {
                let text = "must be a plain https:// address; http is for an emulator on a loopback address alone";
                problems.push(Problem::error(key.child("base_url"), text));
            }
        }
    }
}

fn required(account: &Account, key: &Key, problems: &mut Vec<Problem>) {
    const PAGE: &str = "Admin Center > Apps and integrations > Conversations integrations";
    let mut missing = |name: &str, what: &str| {
        problems.push(Problem::error(key.child(name), format!("is missing; {what} ({PAGE})")));
    };
    if account.app_id.is_empty() {
        missing("app_id", "copy the app id from the integration's page");
    }
    if account.integration_id.is_empty() {
        missing("integration_id", "copy the integration id from its page, or let `baton provision` make all of it");
    }
    if account.key_id.is_empty() {
        missing("key_id", "create an API key on the integration's page");
    }
    if account.key_secret.expose_secret().is_empty() {
        missing("key_secret", "Zendesk shows it once, when the API key is created");
    }
    if account.webhook_secrets.is_empty() && account.polling_seconds.is_none() {
        let what = "copy the webhook's shared secret from the integration's page; where Zendesk cannot reach this relay, \
                    set `polling_seconds`";
        missing("webhook_secrets", what);
    }
    for (index, _) in account.webhook_secrets.iter().enumerate().filter(|(_, secret)| secret.expose_secret().is_empty())
    {
        problems.push(Problem::error(key.child("webhook_secrets").element(index), "is empty; remove it"));
    }
}

fn support(account: &Account, key: &Key, problems: &mut Vec<Problem>) {
    let pairs = [
        (
            "provision_key_id",
            account.provision_key_id.is_some(),
            "provision_key_secret",
            account.provision_key_secret.is_some(),
        ),
        (
            "oauth_client_id",
            account.oauth_client_id.is_some(),
            "oauth_client_secret",
            account.oauth_client_secret.is_some(),
        ),
        ("email", account.email.is_some(), "api_token", account.api_token.is_some()),
    ];
    for (left, has_left, right, has_right) in pairs {
        if has_left != has_right {
            let (there, missing) = if has_left { (left, right) } else { (right, left) };
            problems.push(Problem::error(key.child(missing), format!("is missing; `{there}` is of no use without it")));
        }
    }
    if account.api_token.is_some() && account.oauth_client_id.is_none() {
        let text = "Zendesk retires API tokens: unused ones are deactivated after 30 days, none can be made from \
                    2026-10-27 on, all stop on 2027-04-30; create an OAuth client and set `oauth_client_id` and \
                    `oauth_client_secret`";
        problems.push(Problem::warning(key.child("api_token"), text));
    }
}

fn tickets(account: &Account, key: &Key, problems: &mut Vec<Problem>) {
    let key = key.child("tickets");
    let tickets = &account.tickets;
    let empty = tickets.webhook_secrets.iter().enumerate().filter(|(_, secret)| secret.expose_secret().is_empty());
    for (index, _) in empty {
        problems.push(Problem::error(key.child("webhook_secrets").element(index), "is empty; remove it"));
    }
    for (name, number) in [
        ("webhook_max_age_seconds", tickets.webhook_max_age_seconds),
        ("updates_per_minute", tickets.updates_per_minute.into()),
    ] {
        if number == 0 {
            problems.push(Problem::error(key.child(name), "must be at least 1"));
        }
    }
    if let Err(bad) = Filter::parse(&tickets.filter) {
        problems.push(Problem::error(key.child("filter"), bad.to_string()));
    }
    if tickets.account_number.as_deref().is_some_and(|number| !is_support_id(number)) {
        let text = "must be the account's number, in quotes, as webhooks name it in `account_id`";
        problems.push(Problem::error(key.child("account_number"), text));
    }
    if tickets.unverified_email == UnverifiedEmail::Requester {
        let text = "lets whoever types an address write in the name of its owner; `note` tells the agents instead";
        problems.push(Problem::warning(key.child("unverified_email"), text));
    }
}

fn is_host(host: &str) -> bool {
    let (wildcard, domain) = host.strip_prefix("*.").map_or((false, host), |domain| (true, domain));
    let label = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    domain.split('.').all(label) && (!wildcard || domain.contains('.'))
}
