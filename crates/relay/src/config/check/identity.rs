//! What is wrong with who visitors are said to be.

use super::is_support_id;
use crate::config::Site;
use crate::config::problem::Problem;
use crate::config::source::Key;
use crate::identity::said;
use baton_protocol::limits;
use secrecy::ExposeSecret;

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
    if identity.required && identity.keys.is_empty() {
        let text = "is on without any `identity.keys`, so no visitor could ever reach a person; add a key";
        problems.push(Problem::error(key.child("required"), text));
    }
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
