//! What a page says of its visitor. Anyone can make a page say anything: nothing of it proves who somebody is, and only
//! what an unsigned page may set reaches the ticket.

use crate::provenance::{Provenance, Sourced};
use crate::visitor::Profile;
use baton_protocol::{ErrorCode, Scalar, UserDetails, limits};
use std::collections::BTreeMap;

/// Keys that go to Zendesk's switchboard as they are.
const CAPTURE: &str = "dataCapture.";
/// Custom ticket fields: `dataCapture.ticketField.<id>`.
pub const TICKET_FIELD: &str = "dataCapture.ticketField.";
/// The one system field a page may set: tags, comma separated.
pub const TAGS: &str = "dataCapture.systemField.tags";
/// How much the ticket presses; no page may say.
pub const PRIORITY: &str = "dataCapture.systemField.priority";
/// The ticket's brand; no page may say.
pub const BRAND: &str = "dataCapture.systemField.brand_id";
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
    refused.extend(learn_data(profile, user.custom_data, allowed));
    refused
}

/// A page's address without query and fragment, where people keep secrets.
fn without_query(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

fn learn_data(profile: &mut Profile, data: BTreeMap<String, Scalar>, allowed: &Allowed) -> Vec<Refused> {
    let mut refused = Vec::new();
    let mut size: usize = profile.data.iter().map(|(key, value)| key.len() + value.value.len()).sum();
    for (key, value) in data {
        let value = match checked(&key, &value.to_string(), allowed) {
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
        if old.is_some_and(|known| known.from > Provenance::Page) {
            continue;
        }
        let grown = size + key.len() + value.len() - old.map_or(0, |known| key.len() + known.value.len());
        if grown > limits::CUSTOM_DATA_BYTES || (old.is_none() && profile.data.len() >= limits::CUSTOM_DATA_KEYS) {
            refused.push(Refused::value(format!(
                "customData.{key} does not fit: {} keys and {} bytes in all",
                limits::CUSTOM_DATA_KEYS,
                limits::CUSTOM_DATA_BYTES
            )));
            continue;
        }
        size = grown;
        profile.data.insert(key, Sourced::new(value, Provenance::Page));
    }
    refused
}

/// The value to keep for a key, and what of it was dropped.
fn checked(key: &str, value: &str, allowed: &Allowed) -> Result<(String, Option<Refused>), Refused> {
    if key == TAGS {
        return Ok(tags(value, allowed));
    }
    if let Some(field) = key.strip_prefix(TICKET_FIELD) {
        if field.is_empty() || !field.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refused::key(format!("customData.{key}: a ticket field is named by its number")));
        }
        if allowed.ticket_fields.as_ref().is_some_and(|known| !known.iter().any(|id| id == field)) {
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

fn tags(value: &str, allowed: &Allowed) -> (String, Option<Refused>) {
    let all = value.split(',').map(str::trim).filter(|tag| !tag.is_empty());
    // Zendesk makes an underscore of a space, and so another tag than the one that was looked at here.
    let (spaced, whole): (Vec<&str>, Vec<&str>) = all.partition(|tag| tag.contains(char::is_whitespace));
    let (reserved, kept): (Vec<&str>, Vec<&str>) = whole.into_iter().partition(|tag| is_reserved(tag, allowed));
    let left_out = [("reserved tags", reserved), ("tags with spaces", spaced)];
    let reasons: Vec<String> = left_out
        .iter()
        .filter(|(_, tags)| !tags.is_empty())
        .map(|(what, tags)| format!("{what} were left out: {}", tags.join(", ")))
        .collect();
    let refused = (!reasons.is_empty()).then(|| Refused::key(format!("customData.{TAGS}: {}", reasons.join("; "))));
    (kept.join(","), refused)
}

fn is_reserved(tag: &str, allowed: &Allowed) -> bool {
    let tag = tag.to_ascii_lowercase();
    tag.starts_with(RESERVED_PREFIX)
        || RESERVED_TAGS.contains(&tag.as_str())
        || allowed.routing_tags.iter().any(|known| known.eq_ignore_ascii_case(&tag))
}

/// The part of a profile's data that goes to the ticket.
pub fn ticket_data(profile: &Profile) -> BTreeMap<String, String> {
    let data = profile.data.iter().filter(|(key, _)| key.starts_with(CAPTURE));
    data.map(|(key, value)| (key.clone(), value.value.clone())).collect()
}

/// The rest, for the bot and the summary.
pub fn other_data(profile: &Profile) -> BTreeMap<String, String> {
    let data = profile.data.iter().filter(|(key, _)| !key.starts_with(CAPTURE));
    data.map(|(key, value)| (key.clone(), value.value.clone())).collect()
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
mod tests {
    use super::*;

    fn learned(data: &[(&str, &str)], allowed: &Allowed) -> (Profile, Vec<Refused>) {
        let custom_data =
            data.iter().map(|(key, value)| ((*key).to_owned(), Scalar::Text((*value).to_owned()))).collect();
        let mut profile = Profile::default();
        let refused = learn(&mut profile, UserDetails { custom_data, ..UserDetails::default() }, None, allowed);
        (profile, refused)
    }

    #[test]
    fn a_page_sets_ticket_fields_and_tags_and_nothing_that_routes() {
        let (profile, refused) = learned(
            &[
                ("dataCapture.ticketField.3584154321651", "order-42"),
                (TAGS, "my_tag1, my_tag2"),
                ("dataCapture.systemField.priority", "urgent"),
                ("dataCapture.systemField.requester.email", "ceo@example.com"),
                ("dataCapture.systemField.group_id", "1"),
                ("key1", "value1"),
            ],
            &Allowed::default(),
        );
        assert_eq!(refused.iter().map(|refused| refused.code).collect::<Vec<_>>(), [ErrorCode::KeyRefused; 3]);
        let to_ticket = ticket_data(&profile);
        assert_eq!(to_ticket.len(), 2);
        assert_eq!(to_ticket[TAGS], "my_tag1,my_tag2");
        assert_eq!(other_data(&profile)["key1"], "value1");
    }

    #[test]
    fn reserved_tags_are_left_out_and_named() {
        let allowed = Allowed { routing_tags: vec!["vip_queue".to_owned()], ..Allowed::default() };
        let (profile, refused) = learned(&[(TAGS, "a,Baton_x,SUNCO_SEND,vip_queue,b")], &allowed);
        assert_eq!(ticket_data(&profile)[TAGS], "a,b");
        assert!(refused[0].reason.contains("Baton_x, SUNCO_SEND, vip_queue"), "{refused:?}");
    }

    #[test]
    fn a_tag_with_a_space_is_left_out_since_zendesk_makes_another_of_it() {
        let allowed = Allowed { routing_tags: vec!["vip_queue".to_owned()], ..Allowed::default() };
        for tag in ["sunco send", "SunCo\u{a0}send", "baton x", "vip queue", "vip\tqueue"] {
            let (profile, refused) = learned(&[(TAGS, &format!("a,{tag},b"))], &allowed);
            assert_eq!(ticket_data(&profile)[TAGS], "a,b", "{tag:?}");
            assert!(refused[0].reason.contains(TAGS) && refused[0].reason.contains(tag), "{refused:?}");
        }
    }

    #[test]
    fn an_allow_list_of_ticket_fields_is_obeyed() {
        let allowed = Allowed { ticket_fields: Some(vec!["7".to_owned()]), ..Allowed::default() };
        let (profile, refused) =
            learned(&[("dataCapture.ticketField.7", "yes"), ("dataCapture.ticketField.8", "no")], &allowed);
        assert_eq!(ticket_data(&profile).keys().collect::<Vec<_>>(), ["dataCapture.ticketField.7"]);
        assert!(refused[0].reason.contains("ticketField.8"));
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name_and_the_rest_is_kept() {
        let long = "x".repeat(limits::CUSTOM_DATA_BYTES);
        let (profile, refused) = learned(&[("a", "1"), ("b", &long), ("c", "3")], &Allowed::default());
        assert_eq!(profile.data.keys().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(refused.len(), 1);
        assert!(refused[0].reason.contains("customData.b"));
    }

    #[test]
    fn a_pages_address_loses_query_and_fragment_and_a_signed_name_stays() {
        let mut profile =
            Profile { name: Some(Sourced::new("Signed".to_owned(), Provenance::Token)), ..Profile::default() };
        let user = UserDetails { name: Some("Typed".to_owned()), ..UserDetails::default() };
        learn(&mut profile, user, Some("https://shop.example/basket?card=4111#x"), &Allowed::default());
        assert_eq!(profile.page.as_deref(), Some("https://shop.example/basket"));
        assert_eq!(profile.name.map(|name| name.value).as_deref(), Some("Signed"));
    }
}
