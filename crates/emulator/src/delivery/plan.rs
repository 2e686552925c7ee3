//! From the events of one change to deliveries: one batch for each webhook that hears them, faults applied.

use super::DeliveryStatus;
use super::outbox::Delivery;
use crate::account::Webhook;
use crate::event::Event;
use crate::fault::FaultKind;
use crate::ids::DeliveryId;
use crate::state::State;
use crate::world::Cause;
use serde_json::json;

pub(crate) fn plan(state: &mut State, cause: Option<Cause>) {
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
    let mut delivery = Delivery {
        id: DeliveryId(0),
        webhook: webhook.id.clone(),
        kinds: events.iter().map(|event| event.kind).collect(),
        body: json!({
            "app": { "id": state.app_id },
            "webhook": { "id": webhook.id, "version": "v2" },
            "events": rendered,
        }),
        cause,
        due_ms: state.now_ms,
        attempts: Vec::new(),
        status: DeliveryStatus::Waiting,
    };
    let mut copies = 1;
    for fault in state.faults.of_webhook(state.now_ms, events) {
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
