//! What the agent is told first: who this is, what of it nobody has proved, where they are, and why.

use super::capture;
use super::settings::Settings;
use super::state::Handoff;
use crate::desk::transcript::one_line;
use crate::desk::{Job, Order, Task};
use crate::provenance::{Provenance, Sourced};

/// The summary. Plain text, one fact a line.
pub(super) fn of(settings: &Settings, handoff: &Handoff, described: &[String], job: &Job) -> String {
    let mut lines = facts(job, &handoff.reason, handoff.skill.as_deref());
    if let (Some(sequel), Some(first)) = (&handoff.sequel, lines.first_mut()) {
        *first = "A conversation with a visitor goes on here.".to_owned();
        lines.extend(sequel.ticket.map(|ticket| format!("Until now: ticket {ticket}")));
    }
    let left_out = capture::of(settings, Some(handoff), described, job).left_out;
    if !left_out.is_empty() {
        lines.push("Did not fit on the ticket:".to_owned());
        lines.extend(left_out.iter().map(|(key, value)| format!("  {}: {}", one_line(key), one_line(value))));
    }
    lines.join("\n")
}

/// Who asks, where they are, and why: one fact a line.
pub(in crate::desk) fn facts(job: &Job, reason: &str, skill: Option<&str>) -> Vec<String> {
    let profile = &job.profile;
    let is_left = matches!(&job.task, Task::Handoff(order) if order.is_left);
    let first = if is_left { "A visitor left a message, and does not wait." } else { "A visitor asks for a person." };
    let mut lines = vec![first.to_owned()];
    let proved = profile.proved_id().map(one_line);
    lines.extend(proved.map(|id| format!("Verified: signed by the site (external id {id})")));
    for (label, value) in
        [("Name", &profile.name), ("E-mail", &profile.email), ("Phone", &profile.phone), ("Picture", &profile.avatar)]
    {
        lines.extend(value.as_ref().map(|value| fact(label, value)));
    }
    if profile.name.is_none() && profile.email.is_none() {
        lines.push("Name: not given".to_owned());
    }
    lines.extend(profile.locale.as_ref().map(|locale| format!("Language: {}", one_line(locale))));
    lines.extend(profile.page.as_ref().map(|page| format!("Page: {}", one_line(page))));
    lines.push(format!("Reason: {}", one_line(reason)));
    lines.extend(skill.map(|skill| format!("Skill: {}", one_line(skill))));
    if let Task::Handoff(Order { note: Some(note), .. }) = &job.task {
        lines.push(format!("The bot's summary (unverified): {}", one_line(note)));
    }
    let is_signed = |(key, value): &(&String, &String)| {
        profile.data.get(*key).is_some_and(|known| known.from.identifies() && known.value == **value)
    };
    let (signed, said): (Vec<_>, Vec<_>) = job.variables.iter().partition(is_signed);
    for (title, values) in [("Signed by the site:", signed), ("Gathered before (unverified):", said)] {
        if !values.is_empty() {
            lines.push(title.to_owned());
            lines.extend(values.iter().map(|(key, value)| format!("  {}: {}", one_line(key), one_line(value))));
        }
    }
    lines
}

fn fact(label: &str, value: &Sourced<String>) -> String {
    let origin = match value.from {
        Provenance::Visitor => "typed by the visitor, unverified",
        Provenance::Page => "said by the page, unverified",
        Provenance::Bot => "gathered by the bot, unverified",
        Provenance::Token => "signed by the site",
        Provenance::Config => "from the configuration",
    };
    format!("{label}: {} ({origin})", one_line(&value.value))
}
