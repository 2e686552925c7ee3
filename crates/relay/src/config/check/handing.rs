//! What is wrong with the rules of handing over.

use super::is_support_id;
use crate::config::problem::{Problem, did_you_mean};
use crate::config::source::Key;
use crate::config::{AskedField, Site};
use baton_protocol::limits;
use std::collections::HashSet;

pub(super) fn problems(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    keywords(site, key, problems);
    let fields = key.child("ask_fields");
    // Name, address and what else is asked are one form.
    if site.ask_fields.len() > limits::FORM_FIELDS - 2 {
        problems.push(Problem::error(&fields, format!("may have {} fields", limits::FORM_FIELDS - 2)));
    }
    let mut names = HashSet::new();
    for (index, field) in site.ask_fields.iter().enumerate() {
        let wrong = wrong_field(field).or_else(|| {
            let is_taken = !field.agree && !names.insert(field.name.as_str());
            is_taken.then(|| format!("`name` is `{}`, as another's is", field.name))
        });
        problems.extend(wrong.map(|text| Problem::error(fields.element(index), text)));
    }
}

fn wrong_field(field: &AskedField) -> Option<String> {
    if field.label.trim().is_empty() {
        return Some("`label` is what the visitor reads, and is empty".to_owned());
    }
    if field.agree {
        let is_more = !field.name.is_empty() || !field.options.is_empty() || field.ticket_field.is_some();
        return is_more.then(|| "a box to agree (`agree`) has a `label` and `required`, and nothing else".to_owned());
    }
    if field.name.is_empty() || field.name.starts_with("baton.") || field.name.starts_with('_') {
        return Some("`name` must be a variable's name, which does not begin with `baton.` or `_`".to_owned());
    }
    let id = field.ticket_field.as_deref().filter(|id| !is_support_id(id));
    id.map(|id| format!("`ticket_field` is `{id}`; it must be the number of a ticket field, in quotes"))
}

fn keywords(site: &Site, key: &Key, problems: &mut Vec<Problem>) {
    for (name, keyword) in &site.keywords {
        let key = key.child("keywords").child(name);
        if keyword.words.iter().all(|word| word.trim().is_empty()) && keyword.payloads.is_empty() {
            problems.push(Problem::error(&key, "means nothing: it has neither `words` nor `payloads`"));
        }
        if let Some(skill) = keyword.skill.as_ref().filter(|skill| !site.skills.contains_key(*skill)) {
            let guess = did_you_mean(skill, site.skills.keys().map(String::as_str));
            let text = format!("there is no skill `{skill}` under `skills`{guess}");
            problems.push(Problem::error(key.child("skill"), text));
        }
    }
    let needs_people = !site.keywords.is_empty() || site.handoff_after_unanswered > 0;
    if needs_people && !site.offers_handoff() {
        let text = "and `handoff_after_unanswered` call for people, and this site offers none: it has no `account`, or `handoff` is off";
        problems.push(Problem::warning(key.child("keywords"), text));
    }
}
