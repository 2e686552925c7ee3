//! What is said of a visitor beside who they are. Anyone can make a page say anything: nothing of it proves who somebody
//! is, and only what an unsigned page may set reaches the ticket. What a token says may route as well.

use crate::identity::Details;
use crate::provenance::{Provenance, Sourced};
use crate::visitor::Profile;
use baton_protocol::{ErrorCode, Scalar, UserDetails, limits};
use std::collections::BTreeMap;

/// Keys that go to Zendesk's switchboard as they are.
const CAPTURE: &str = "dataCapture.";
/// Custom ticket fields: `dataCapture.ticketField.<id>`.
pub const TICKET_FIELD: &str = "dataCapture.ticketField.";
/// System fields of the ticket; those that route are a token's to set, or the configuration's.
const SYSTEM_FIELD: &str = "dataCapture.systemField.";
/// The one system field a page may set: tags, comma separated.
pub const TAGS: &str = "dataCapture.systemField.tags";
/// How much the ticket presses; no page may say.
pub const PRIORITY: &str = "dataCapture.systemField.priority";
/// The ticket's brand; no page may say.
pub const BRAND: &str = "dataCapture.systemField.brand_id";
/// The group of agents; no page may say.
pub const GROUP: &str = "dataCapture.systemField.group_id";
/// The agent; no page may say.
pub const ASSIGNEE: &str = "dataCapture.systemField.assignee_id";
/// The requester's organisation; no page may say.
pub const ORGANIZATION: &str = "dataCapture.systemField.organization_id";
/// System fields that take the number of something.
const NUMBERED: [&str; 4] = [BRAND, GROUP, ASSIGNEE, ORGANIZATION];
/// How much a ticket may press.
const PRIORITIES: [&str; 4] = ["urgent", "high", "normal", "low"];
/// Tags that mean something to Baton or to routing; a page may not set them.
const RESERVED_TAGS: [&str; 1] = ["sunco_send"];
/// The prefix of Baton's own tags.
const RESERVED_PREFIX: &str = "baton_";

/// What a site lets a page set.
#[derive(Clone, Debug, Default)]
pub struct Allowed {
    /// The ticket fields, by id; none allows every one.
    pub ticket_fields: Option<Vec<String>>,
    /// Tags that route at this site's desk.
    pub routing_tags: Vec<String>,
}

/// Something of the page's words that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub code: ErrorCode,
    /// The key, and what to do; for the developer of the page.
    pub reason: String,
}

/// Takes what may be taken into the profile and names what was refused.
///
/// What `user.encrypted` holds is opened elsewhere and comes by [`learn_sealed`].
pub fn learn(profile: &mut Profile, user: UserDetails, page: Option<&str>, allowed: &Allowed) -> Vec<Refused> {
    let mut refused = Vec::new();
    let mut text = |slot: &mut Option<Sourced<String>>, key: &str, value: Option<String>, limit: usize| {
        let Some(value) = value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()) else { return };
        if value.chars().count() > limit || value.chars().any(char::is_control) {
            refused.push(Refused::value(format!("user.{key} may have {limit} characters and no control characters")));
        } else {
            Profile::learn(slot, value, Provenance::Page);
        }
    };
    text(&mut profile.name, "name", user.name, limits::NAME_CHARS);
    text(&mut profile.email, "email", user.email, limits::EMAIL_CHARS);
    text(&mut profile.phone, "phone", user.phone, limits::PHONE_CHARS);
    text(&mut profile.avatar, "avatar", user.avatar, limits::URL_CHARS);
    if let Some(page) = page.map(without_query).filter(|page| page.len() <= limits::URL_CHARS) {
        profile.page = Some(page.to_owned());
    }
    refused.extend(learn_data(profile, user.custom_data, allowed, Provenance::Page));
    refused
}

/// Takes what an encrypted payload of the page says into the profile. What is refused is not named, since the page must
/// not learn of it.
pub fn learn_sealed(profile: &mut Profile, details: Details, allowed: &Allowed) -> Vec<Refused> {
    let Details { name, email, phone, data, odd } = details;
    let user = UserDetails { name, email, phone, custom_data: data, ..UserDetails::default() };
    let mut refused = learn(profile, user, None, allowed);
    refused.extend(odd.iter().map(|key| not_plain(key)));
    unnamed(refused)
}

/// Takes the custom data of a token into the profile: it may route, and stands in nobody's way who said less. The newest
/// token says all that tokens say.
pub fn learn_signed(profile: &mut Profile, details: &Details, is_sealed: bool, allowed: &Allowed) -> Vec<Refused> {
    profile.data.retain(|_, known| known.from != Provenance::Token);
    let mut refused = learn_data(profile, details.data.clone(), allowed, Provenance::Token);
    refused.extend(details.odd.iter().map(|key| not_plain(key)));
    if is_sealed { unnamed(refused) } else { refused }
}

fn not_plain(key: &str) -> Refused {
    Refused::value(format!("customData.{key} must be a text, a number, true or false"))
}

/// The same, without a word of what was said.
fn unnamed(refused: Vec<Refused>) -> Vec<Refused> {
    let (count, first) = (refused.len(), refused.into_iter().next());
    let reason =
        format!("{count} of the encrypted values may not be set, do not fit or are not plain; they are left out");
    first.map(|first| Refused { code: first.code, reason }).into_iter().collect()
}

/// A page's address without query and fragment, where people keep secrets.
fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

fn learn_data(
    profile: &mut Profile,
    data: BTreeMap<String, Scalar>,
    allowed: &Allowed,
    from: Provenance,
) -> Vec<Refused> {
    let mut refused = Vec::new();
    // A page full of data takes no room from what is signed.
    let counts = |known: &Sourced<String>| known.from >= from;
    let counted = profile.data.iter().filter(|(_, value)| counts(value));
    let mut size: usize = counted.clone().map(|(key, value)| key.len() + value.value.len()).sum();
    let mut keys = counted.count();
    for (key, value) in data {
        let value = match checked(&key, &value.to_string(), allowed, from) {
            Ok((value, None)) => value,
            Ok((value, Some(partly))) => {
                refused.push(partly);
                value
            }
            Err(reason) => {
                refused.push(reason);
                continue;
            }
        };
        let old = profile.data.get(&key);
        if old.is_some_and(|known| known.from > from) {
            continue;
        }
        let old = old.filter(|known| counts(known));
        let grown = size + key.len() + value.len() - old.map_or(0, |known| key.len() + known.value.len());
        if grown > limits::CUSTOM_DATA_BYTES || (old.is_none() && keys >= limits::CUSTOM_DATA_KEYS) {
            refused.push(Refused::value(format!(
                "customData.{key} does not fit: {} keys and {} bytes in all",
                limits::CUSTOM_DATA_KEYS,
                limits::CUSTOM_DATA_BYTES
            )));
            continue;
        }
        size = grown;
        keys += usize::from(old.is_none());
        profile.data.insert(key, Sourced::new(value, from));
    }
    refused
}

/// The value to keep for a key, and what of it was dropped.
fn checked(key: &str, value: &str, allowed: &Allowed, from: Provenance) -> Result<(String, Option<Refused>), Refused> {
    if key == TAGS {
        return Ok(tags(value, allowed, from));
    }
    if from.routes() && key.starts_with(SYSTEM_FIELD) {
        return routing(key, value).map(|()| (value.to_owned(), None));
    }
    if let Some(field) = key.strip_prefix(TICKET_FIELD) {
        if field.is_empty() || !field.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refused::key(format!("customData.{key}: a ticket field is named by its number")));
        }
        let is_allowed = |known: &Vec<String>| from.routes() || known.iter().any(|id| id == field);
        if !allowed.ticket_fields.as_ref().is_none_or(is_allowed) {
            return Err(Refused::key(format!("customData.{key} is not among this site's ticket_fields")));
        }
        return Ok((value.to_owned(), None));
    }
    if key.starts_with(CAPTURE) {
        return Err(Refused::key(format!(
            "customData.{key} may not be set by a page: only dataCapture.ticketField.<id> and {TAGS}"
        )));
    }
    if key.starts_with("baton.") || key.starts_with("__") {
        return Err(Refused::key(format!("customData.{key} is reserved")));
    }
    Ok((value.to_owned(), None))
}

/// What a token may say of where a ticket goes.
fn routing(key: &str, value: &str) -> Result<(), Refused> {
    let is_number = !value.is_empty() && value.len() <= 20 && value.bytes().all(|byte| byte.is_ascii_digit());
    match key {
        PRIORITY if PRIORITIES.contains(&value) => Ok(()),
        PRIORITY => Err(Refused::value(format!("customData.{key} must be one of {}", PRIORITIES.join(", ")))),
        _ if NUMBERED.contains(&key) && is_number => Ok(()),
        _ if NUMBERED.contains(&key) => Err(Refused::value(format!("customData.{key} must be a number of Zendesk's"))),
        _ => Err(Refused::key(format!(
            "customData.{key} may not be set, not by a token either; the requester's name and address are claims of it"
        ))),
    }
}

fn tags(value: &str, allowed: &Allowed, from: Provenance) -> (String, Option<Refused>) {
    let all = value.split(',').map(str::trim).filter(|tag| !tag.is_empty());
    // Zendesk makes an underscore of a space, and so another tag than the one that was looked at here.
    let (spaced, whole): (Vec<&str>, Vec<&str>) = all.partition(|tag| tag.contains(char::is_whitespace));
    let (reserved, kept): (Vec<&str>, Vec<&str>) = whole.into_iter().partition(|tag| is_reserved(tag, allowed, from));
    let left_out = [("reserved tags", reserved), ("tags with spaces", spaced)];
    let reasons: Vec<String> = left_out
        .iter()
        .filter(|(_, tags)| !tags.is_empty())
        .map(|(what, tags)| format!("{what} were left out: {}", tags.join(", ")))
        .collect();
    let refused = (!reasons.is_empty()).then(|| Refused::key(format!("customData.{TAGS}: {}", reasons.join("; "))));
    (kept.join(","), refused)
}

fn is_reserved(tag: &str, allowed: &Allowed, from: Provenance) -> bool {
    let tag = tag.to_ascii_lowercase();
    tag.starts_with(RESERVED_PREFIX)
        || RESERVED_TAGS.contains(&tag.as_str())
        || (!from.routes() && allowed.routing_tags.iter().any(|known| known.eq_ignore_ascii_case(&tag)))
}

/// The part of a profile's data that goes to the ticket. Trust is looked at here too, whatever was kept.
pub fn ticket_data(profile: &Profile) -> BTreeMap<String, String> {
    let may = |key: &str, from: Provenance| from.routes() || key == TAGS || key.starts_with(TICKET_FIELD);
    let data = profile.data.iter().filter(|(key, value)| key.starts_with(CAPTURE) && may(key, value.from));
    data.map(|(key, value)| (key.clone(), value.value.clone())).collect()
}

/// The rest, for the bot and the summary.
pub fn other_data(profile: &Profile) -> BTreeMap<String, String> {
    let data = profile.data.iter().filter(|(key, _)| !key.starts_with(CAPTURE));
    data.map(|(key, value)| (key.clone(), value.value.clone())).collect()
}

/// What of that is signed.
pub fn signed_data(profile: &Profile) -> BTreeMap<String, String> {
    let is_signed = |(key, value): &(&String, &Sourced<String>)| !key.starts_with(CAPTURE) && value.from.identifies();
    profile.data.iter().filter(is_signed).map(|(key, value)| (key.clone(), value.value.clone())).collect()
}

impl Refused {
    fn key(reason: String) -> Self {
        Self { code: ErrorCode::KeyRefused, reason }
    }

    fn value(reason: String) -> Self {
        Self { code: ErrorCode::ValueRefused, reason }
    }
}

#[cfg(test)]
mod tests;
