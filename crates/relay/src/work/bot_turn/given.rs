//! What a bot is given: what it has not answered, and what was said before.

use crate::bot::{Person, Said, SaidFile, Speaker, Spoken, Turn};
use crate::conversation::{Snapshot, asking, context, leave};
use crate::provenance::Sourced;
use crate::visitor::Profile;
use baton_protocol::{Block, Event, EventBody, FormValue, Stage, TurnId, VisitorMessage};
use std::collections::BTreeMap;

/// The turn. Nothing is said in it where all was answered.
pub(super) fn turn_of(id: TurnId, snapshot: &Snapshot, profile: &Profile, events: &[Event]) -> Turn {
    let answered = snapshot.state.answered;
    let aside = snapshot.state.sms.as_ref().map(|sms| sms.aside.as_slice()).unwrap_or_default();
    let mut said = Vec::new();
    let mut history = Vec::new();
    let mut returned = false;
    for event in events {
        let Some(body) = event.body.known() else { continue };
        match body {
            // What is answered to a form of the desk is the desk's: a handoff that failed after it leaves the bot what was
            // said beside it.
            EventBody::Visitor(message) if asking::is_for_desk(message) => {}
            // So is what was left for people.
            EventBody::Visitor(message) if leave::was_left(message) => {}
            // And what was texted to nobody, such as STOP.
            EventBody::Visitor(_) if aside.contains(&event.id) => {}
            EventBody::Visitor(message) if event.seq > answered => said.push(said_of(message)),
            EventBody::Visitor(message) => {
                history.push(Spoken { by: Speaker::Visitor, text: message.text.clone() });
            }
            EventBody::Bot(message) => {
                returned = false;
                history.push(Spoken { by: Speaker::Bot, text: Block::text_of(&message.blocks) });
            }
            EventBody::Agent(message) => {
                history.push(Spoken { by: Speaker::Agent, text: Block::text_of(&message.blocks) });
            }
            EventBody::Stage(change) if change.from == Stage::Agent => returned = true,
            _ => {}
        }
    }
    let mut variables = context::other_data(profile);
    variables.extend(snapshot.state.variables.clone());
    Turn {
        id,
        conversation: snapshot.row.id.clone(),
        site: snapshot.row.site.clone(),
        said,
        history,
        variables,
        person: person_of(profile),
        page: profile.page.clone(),
        locale: profile.locale.clone(),
        returned,
    }
}

fn said_of(message: &VisitorMessage) -> Said {
    let file = |file: &baton_protocol::FileRef| SaidFile {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.bytes,
    };
    Said {
        text: message.text.clone(),
        payload: message.postback.as_ref().map(|postback| postback.payload.clone()),
        files: message.files.iter().map(file).collect(),
        form: message.form.as_ref().map(|reply| filled(&reply.values)),
    }
}

/// What was filled in, by the names of the fields.
fn filled(values: &[FormValue]) -> BTreeMap<String, String> {
    let named = values.iter().filter_map(|value| match value {
        FormValue::Text { name, value } => Some((name.clone(), value.clone())),
        _ => None,
    });
    named.collect()
}

fn person_of(profile: &Profile) -> Person {
    let value = |slot: &Option<Sourced<String>>| slot.as_ref().map(|known| known.value.clone());
    let is_signed = |slot: &Option<Sourced<String>>| slot.as_ref().is_none_or(|known| known.from.identifies());
    Person {
        external_id: profile.proved_id().map(str::to_owned),
        name: value(&profile.name),
        email: value(&profile.email),
        is_signed: profile.proved_id().is_some() && is_signed(&profile.name) && is_signed(&profile.email),
    }
}
