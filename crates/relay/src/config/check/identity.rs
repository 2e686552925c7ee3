//! What is wrong with who visitors are said to be.

use super::{is_loopback, is_support_id};
use crate::config::problem::Problem;
use crate::config::source::Key;
use crate::config::{PublicKey, Site};
use crate::identity::key::Key as Verifier;
use crate::identity::{said, sealed};
use baton_protocol::limits;
use secrecy::ExposeSecret;
use url::Url;

/// The least bytes of a secret for HS256 (RFC 7518, 3.2). Every visitor has a token to try shorter ones on.
const SECRET_BYTES: usize = 32;

pub(super) fn problems(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    keys(site, &key.child("identity"), problems);
    anonymous(site, &key.child("identity"), problems);
    variables(site, key, problems);
    if site.trust_typed_identity {
        let text = "is on: whoever types somebody else's address into the chat becomes that person on the ticket, and \
                    its answers may go to them; signed tokens (`identity.keys`) prove who somebody is";
        problems.push(Problem::warning(key.child("trust_typed_identity"), text));
    }
}

fn keys(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    let identity = &site.identity;
    for (kid, secret) in &identity.keys {
        let key = key.child("keys").child(kid);
        if kid.trim().is_empty() {
            problems.push(Problem::error(&key, "has no name; it is the `kid` of the tokens' header"));
        }
        if secret.expose_secret().len() < SECRET_BYTES {
            let text = format!("must have at least {SECRET_BYTES} bytes; `openssl rand -base64 48` makes one");
            problems.push(Problem::error(&key, text));
        }
    }
    for (name, public) in &identity.public_keys {
        let key = key.child("public_keys").child(name);
        public_key(public, &key, problems);
        if identity.keys.contains_key(name) && public.jwks_url.is_none() {
            problems.push(Problem::error(&key, "has the `kid` of one of `identity.keys`; give one of them another"));
        }
    }
    for (kid, pem) in &identity.decryption_keys {
        let key = key.child("decryption_keys").child(kid);
        if let Err(wrong) = sealed::private_key(pem.expose_secret()) {
            problems.push(Problem::error(&key, wrong));
        }
    }
    if identity.audience.iter().any(|audience| audience.trim().is_empty()) {
        problems.push(Problem::error(key.child("audience"), "has an empty text; take it out"));
    }
    if identity.required && !identity.takes_tokens() {
        let text = "is on without any `identity.keys` or `identity.public_keys`, so no visitor could ever reach a \
                    person; add a key";
        problems.push(Problem::error(key.child("required"), text));
    }
}

fn public_key(public: &PublicKey, key: &Key, problems: &mut Vec<Problem>) {
    let mut error = |name: &str, text: &str| problems.push(Problem::error(key.child(name), text));
    if public.algorithm.is_none() {
        error("algorithm", "is missing; it is the one algorithm this key is for: `RS256`, `ES256` or `EdDSA`");
    }
    match (&public.pem, &public.jwks_url) {
        (None, None) => error("pem", "is missing; set it, `pem_file`, or the `jwks_url` of a set of keys"),
        (Some(_), Some(_)) => error("jwks_url", "stands beside `pem`; keep one of the two"),
        (Some(pem), None) => {
            let read = public.algorithm.map(|algorithm| Verifier::of_pem(pem.expose_secret(), algorithm));
            if let Some(Err(wrong)) = read {
                error("pem", wrong);
            }
        }
        (None, Some(url)) if !is_plain(url) => {
            error("jwks_url", "must be an address with https:// (http:// for a loopback address alone), without user");
        }
        (None, Some(_)) => {}
    }
    if public.audience.iter().any(|audience| audience.trim().is_empty()) {
        error("audience", "has an empty text; take it out");
    }
    if public.issuer.as_ref().is_some_and(|issuer| issuer.trim().is_empty()) {
        error("issuer", "is empty; take it out");
    }
}

fn is_plain(url: &Url) -> bool {
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
    is_safe && url.host().is_some() && url.username().is_empty() && url.password().is_none()
}

fn anonymous(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    let identity = &site.identity;
    if identity.anonymous_name.as_deref().is_some_and(|name| !said::is_name(name)) {
        let text = format!("must have 1 to {} characters", limits::NAME_CHARS);
        problems.push(Problem::error(key.child("anonymous_name"), text));
    }
    if identity.anonymous_email.as_deref().is_some_and(|email| !said::is_email(email)) {
        problems.push(Problem::error(key.child("anonymous_email"), "must be an e-mail address"));
    }
    if identity.required && (identity.anonymous_name.is_some() || identity.anonymous_email.is_some()) {
        let text = "leaves no anonymous visitor a ticket, so `anonymous_name` and `anonymous_email` have no effect";
        problems.push(Problem::warning(key.child("required"), text));
    }
}

fn variables(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    for (field, variable) in &site.ticket_field_variables {
        let key = key.child("ticket_field_variables").child(field);
        if !is_support_id(field) {
            problems.push(Problem::error(&key, "must be named by the number of a ticket field"));
        }
        if variable.is_empty() {
            problems.push(Problem::error(&key, "must be the name of a variable of the bot"));
        }
    }
    let mapping = &site.identity_mapping;
    for (name, variable) in [("name", &mapping.name), ("email", &mapping.email)] {
        if variable.as_deref() == Some("") {
            let key = key.child("identity_mapping").child(name);
            problems.push(Problem::error(key, "must be the name of a variable of the bot"));
        }
    }
}
