//! The vendor's own examples and those composed after public code, from the reference folder beside the project.

use std::io::Write as _;
use std::path::PathBuf;

use baton_zendesk::messages::{ActivityKind, Content, Message, Speaker, speaker};
use baton_zendesk::webhooks::{Envelope, Event, EventKind, ReleaseReason, SwitchboardStep};

/// The reference folder. Without it a test says which part it skips; where everything is to be checked it fails.
fn folder(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/zendesk/webhooks").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "the reference folder webhooks/{name} is absent");
    // Past the capture of a test that passes: what was not tried has to be seen.
    let _ = writeln!(std::io::stderr(), "skipped: no reference folder webhooks/{name}; its examples were not read");
    None
}

fn events(name: &str, file: &str) -> Option<Vec<Event>> {
    let body = std::fs::read(folder(name)?.join(file)).unwrap();
    Some(Envelope::parse(&body).unwrap().events.into_iter().map(Result::unwrap).collect())
}

fn composed_message(file: &str) -> Option<Message> {
    match events("composed", file)?.remove(0).kind {
        EventKind::Message { message, .. } => Some(message),
        other => panic!("{file}: {other:?}"),
    }
}

#[test]
fn every_example_is_an_envelope_of_readable_events() {
    for (name, count) in [("spec-examples", 25), ("composed", 12)] {
        let Some(folder) = folder(name) else { continue };
        let mut read = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let envelope = Envelope::parse(&std::fs::read(&path).unwrap()).unwrap();
            assert!(!envelope.events.is_empty(), "{}", path.display());
            for event in envelope.events {
                event.unwrap_or_else(|bad| panic!("{}: {bad}", path.display()));
            }
            read += 1;
        }
        assert!(read >= count, "{name}: {read} files");
    }
}

#[test]
fn the_specifications_examples_are_what_they_are() {
    for (file, expected) in [
        ("conversationMessageEvent.json", "Message"),
        ("conversationPostbackEvent.json", "Postback"),
        ("conversationReadEvent.json", "Read"),
        ("conversationTypingEvent.json", "Typing"),
        ("conversationCreateEvent.json", "Created"),
        ("conversationRemoveEvent.json", "Removed"),
        ("switchboardAcceptControlEvent.json", "Switchboard"),
        ("switchboardAcceptControlFailureEvent.json", "Switchboard"),
        ("switchboardOfferControlEvent.json", "Switchboard"),
        ("switchboardOfferControlFailureEvent.json", "Switchboard"),
        ("switchboardPassControlEvent.json", "Switchboard"),
        ("switchboardPassControlFailureEvent.json", "Switchboard"),
        ("switchboardReleaseControlEvent.json", "Switchboard"),
        ("userMergeEvent.json", "UserMerged"),
        ("userRemoveEvent.json", "UserRemoved"),
        ("userUpdateEvent.json", "Unknown"),
        ("clientAddEvent.json", "Unknown"),
        ("clientRemoveEvent.json", "Unknown"),
        ("clientUpdateEvent.json", "Unknown"),
        ("conversationJoinEvent.json", "Unknown"),
        ("conversationLeaveEvent.json", "Unknown"),
        ("conversationReferralEvent.json", "Unknown"),
        ("conversationMessageDeliveryChannelEvent.json", "Unknown"),
        ("conversationMessageDeliveryFailureEvent.json", "Unknown"),
        ("conversationMessageDeliveryUserEvent.json", "Unknown"),
    ] {
        let Some(events) = events("spec-examples", file) else { return };
        let kind: String = format!("{:?}", events[0].kind).chars().take_while(char::is_ascii_alphanumeric).collect();
        assert_eq!(kind, expected, "{file}");
        if let EventKind::Switchboard(event) = &events[0].kind {
            assert_eq!(event.failure.is_some(), file.contains("Failure"), "{file}");
        }
    }
}

#[test]
fn the_composed_agents_are_agents() {
    for file in ["agent_text.json", "agent_image.json", "agent_file.json"] {
        let Some(message) = composed_message(file) else { return };
        let avatar = Some("https://subdomain.zendesk.com/system/photos/1/agent.png");
        assert_eq!(
            speaker(&message),
            Speaker::Agent { id: Some("8447388090494"), name: Some("Ana (Support)"), avatar },
            "{file}"
        );
        match message.content {
            Content::Text(text) => assert!(text.html_text.unwrap().contains("<strong>Ana</strong>")),
            Content::Image(image) => assert_eq!(image.media_type.as_deref(), Some("image/png")),
            Content::File(file) => assert_eq!(file.alt_text.as_deref(), Some("invoice.pdf")),
            other => panic!("{file}: {other:?}"),
        }
    }
}

#[test]
fn the_other_composed_speakers_are_told_apart() {
    for (file, expected) in [
        ("trigger_autoreply_text.json", Speaker::Trigger),
        ("own_bot_echo_text.json", Speaker::OtherBusiness),
        ("user_message_echo.json", Speaker::User),
        ("ticket_closed_activity_message.json", Speaker::Activity(ActivityKind::TicketClosed)),
    ] {
        let Some(message) = composed_message(file) else { return };
        assert_eq!(speaker(&message), expected, "{file}");
    }
    // What makes an echo ours is our own metadata.
    let Some(echo) = composed_message("own_bot_echo_text.json") else { return };
    assert_eq!(echo.metadata.text("origin"), Some("relay"));
}

#[test]
fn the_composed_acts_of_the_switchboard_are_read() {
    for (file, step, reason, to_agents) in [
        ("switchboard_passControl_to_agentWorkspace.json", SwitchboardStep::Pass, None, true),
        (
            "switchboard_releaseControl_ticketClosed.json",
            SwitchboardStep::Release,
            Some(ReleaseReason::TicketClosed),
            false,
        ),
        (
            "switchboard_releaseControl_transferToEmail.json",
            SwitchboardStep::Release,
            Some(ReleaseReason::TransferToEmail),
            false,
        ),
    ] {
        let Some(mut events) = events("composed", file) else { return };
        let EventKind::Switchboard(event) = events.remove(0).kind else { panic!("{file}") };
        assert_eq!((event.step, event.reason, event.failure), (step, reason, None), "{file}");
        let seat = event.conversation.active_switchboard_integration;
        assert_eq!(seat.is_some_and(|seat| seat.is_agent_workspace()), to_agents, "{file}");
    }
}
