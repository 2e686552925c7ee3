//! From the events of one change to deliveries: one batch for each webhook that hears them, faults applied.

use super::DeliveryStatus;
use super::load::Load;
use super::outbox::Delivery;
use crate::account::Webhook;
use crate::event::Event;
use crate::fault::FaultKind;
use crate::ids::DeliveryId;
use crate::state::State;
use crate::support::events::Parcel;
use crate::world::Cause;
use serde_json::json;

pub(crate) fn plan(state: &mut State, cause: Option<Cause>) {
    for parcel in std::mem::take(&mut state.parcels) {
        post_parcel(state, cause, parcel);
    }
    let events = std::mem::take(&mut state.fresh);
    if events.is_empty() {
        return;
    }
    let batches: Vec<(Webhook, Vec<Event>)> = state
        .integrations
        .iter()
        .flat_map(|integration| integration.webhooks.iter().map(move |webhook| (integration, webhook)))
        .map(|(integration, webhook)| {
            let heard = events
                .iter()
                .filter(|event| webhook.triggers.iter().any(|trigger| trigger == event.kind))
                .filter(|event| state.hears(&integration.id, event))
                .cloned()
                .collect();
            (webhook.clone(), heard)
        })
        .filter(|(_, heard): &(Webhook, Vec<Event>)| !heard.is_empty())
        .collect();
    for (webhook, heard) in batches {
        post(state, cause, &webhook, &heard);
    }
}

fn post(state: &mut State, cause: Option<Cause>, webhook: &Webhook, events: &[Event]) {
    let rendered: Vec<_> = events.iter().map(|event| event.render(webhook)).collect();
    let delivery = Delivery {
        id: DeliveryId(0),
        webhook: webhook.id.clone(),
        kinds: events.iter().map(|event| event.kind).collect(),
        load: Load::Conversations(json!({
            "app": { "id": state.app_id },
            "webhook": { "id": webhook.id, "version": "v2" },
            "events": rendered,
        })),
        cause,
        due_ms: state.now_ms,
        attempts: Vec::new(),
        status: DeliveryStatus::Waiting,
    };
    let heard: Vec<_> = events.iter().map(|event| (event.kind, event.conversation.as_ref())).collect();
    let faults = state.faults.of_webhook(state.now_ms, &heard);
    add(state, delivery, faults);
}

/// One event or one trigger's call, to one webhook of Support.
fn post_parcel(state: &mut State, cause: Option<Cause>, parcel: Parcel) {
    let faults = state.faults.of_webhook(state.now_ms, &[(parcel.kind, None)]);
    let delivery = Delivery {
        id: DeliveryId(0),
        webhook: parcel.webhook,
        kinds: vec![parcel.kind],
        load: Load::Support { invocation: state.mint.ulid(state.now_ms), body: parcel.body },
        cause,
        due_ms: state.now_ms,
        attempts: Vec::new(),
        status: DeliveryStatus::Waiting,
    };
    add(state, delivery, faults);
}

fn add(state: &mut State, mut delivery: Delivery, faults: Vec<FaultKind>) {
    let mut copies = 1;
    for fault in faults {
        match fault {
            FaultKind::WebhookLose => delivery.status = DeliveryStatus::Lost,
            FaultKind::WebhookReorder => delivery.status = DeliveryStatus::Held,
            FaultKind::WebhookDelay { ms } => delivery.due_ms += ms,
            FaultKind::WebhookDuplicate => copies += 1,
            _ => {}
        }
    }
    for _ in 0..copies {
        state.outbox.add(delivery.clone());
    }
}
