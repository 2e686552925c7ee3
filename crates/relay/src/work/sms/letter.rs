//! What a text says.

use crate::braze::Channel;
use crate::conversation::Snapshot;
use crate::conversation::sms::{Errand, Why};
use crate::core::Core;
use crate::store::{StoreError, WorkRow};
use baton_protocol::{AgentMessage, Block, BotMessage, ChoiceAction, Event, EventBody, FileRef, Notice, StageReason};

/// A text that is to go out.
pub(super) struct Letter {
    /// What it says.
    pub(super) text: String,
    /// Whether the end of what was said is missing.
    pub(super) cut: bool,
    /// Whether it says that the ticket is solved.
    pub(super) is_end: bool,
    /// What it is recognised by.
    pub(super) mark: String,
    /// The event it carries; 0 for none.
    pub(super) seq: u64,
}

impl Letter {
    /// The campaign that carries it.
    pub(super) fn campaign<'a>(&self, channel: &'a Channel) -> &'a str {
        if self.is_end { channel.config.solved_campaign() } else { &channel.config.campaign_id }
    }
}

/// The text of an errand; none where there is nothing to say.
pub(super) async fn of(
    core: &Core,
    row: &WorkRow,
    snapshot: &Snapshot,
    channel: &Channel,
    errand: &Errand,
) -> Result<Option<Letter>, StoreError> {
    let seq = match errand {
        Errand::Event(seq) => *seq,
        Errand::Reply(category) => {
            let reply = channel.config.keyword_categories.get(category).map(|keyword| keyword.reply.clone());
            let plain = |text| Letter { text, cut: false, is_end: false, mark: format!("reply-{}", row.id.0), seq: 0 };
            return Ok(reply.filter(|reply| !reply.trim().is_empty()).map(plain));
        }
        Errand::Note(..) => return Ok(None),
    };
    let events = core.events(&row.conversation, seq.saturating_sub(1), 1).await?;
    let site = core.sites.by_name(&snapshot.row.site).map_or("", |site| site.config.title.as_str());
    Ok(events.first().filter(|event| event.seq == seq).and_then(|event| carries(event, site, channel)))
}

fn carries(event: &Event, site: &str, channel: &Channel) -> Option<Letter> {
    let mark = event.id.as_str().to_owned();
    let rendered = match event.body.known()? {
        EventBody::Agent(message) => {
            let agent = message.agent.as_ref().map_or(site, |agent| agent.name.as_str());
            channel.render(site, agent, &agents(message)?)
        }
        EventBody::Bot(message) => channel.render(site, site, &bots(message)?),
        EventBody::Notice(Notice::TicketSolved) => return end(channel, mark, event.seq),
        EventBody::Stage(change) if matches!(change.reason, StageReason::TicketClosed | StageReason::TicketSolved) => {
            return end(channel, mark, event.seq);
        }
        _ => return None,
    };
    Some(Letter { text: rendered.text, cut: rendered.cut, is_end: false, mark, seq: event.seq })
}

fn end(channel: &Channel, mark: String, seq: u64) -> Option<Letter> {
    let text = channel.config.solved_text.clone();
    (!text.trim().is_empty()).then_some(Letter { text, cut: false, is_end: true, mark, seq })
}

/// What an agent said. A file is named, and never linked: its address opens for agents alone.
fn agents(message: &AgentMessage) -> Option<String> {
    let words = Block::text_of(&message.blocks).trim().to_owned();
    let lines: Vec<String> =
        [words].into_iter().chain(message.files.iter().map(file)).filter(|line| !line.is_empty()).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn file(file: &FileRef) -> String {
    format!("[The file {} is on your ticket.]", file.name)
}

/// What the bot said; what it offers as buttons can be texted back.
fn bots(message: &BotMessage) -> Option<String> {
    let words = Block::text_of(&message.blocks).trim().to_owned();
    let offered = message.choices.iter().filter(|choice| matches!(choice.action, ChoiceAction::Postback(_)));
    let lines: Vec<String> = [words]
        .into_iter()
        .chain(offered.map(|choice| format!("- {}", choice.label)))
        .filter(|line| !line.is_empty())
        .collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What the agents are told.
pub(super) fn line(why: Why) -> &'static str {
    match why {
        Why::Stopped => {
            "The visitor wants no more text messages (they texted STOP or the like). What you answer here does not reach \
             them by text until they text START."
        }
        Why::Cut => {
            "Your last answer was too long for a text message. Its end was cut off, and the visitor does not have it."
        }
        Why::Refused => {
            "A text message did not reach the visitor: it was refused. Your administrator finds the reason in Baton's log."
        }
    }
}
