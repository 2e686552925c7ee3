//! Zendesk, the way to it and back, failing in every way the vendor allows or is known for. What is asked for each time:
//! every message once, in order, on the other side; and nobody left waiting.

mod answers;
mod control;
mod full;
mod merged;
mod order;
mod outage;
mod secret;

use crate::harness::{Agent, Scene, Visitor};
use std::time::Duration;

/// How far time leaps while something is waited for.
const LEAP: Duration = Duration::from_secs(5);

/// Hands a visitor over although Zendesk misbehaves.
async fn handed_over(scene: &Scene, visitor: &mut Visitor) -> Agent {
    visitor.wants_a_person().await;
    scene.hasten(visitor, "the handoff", LEAP, |visitor| visitor.log.stage() == baton_protocol::Stage::Queued).await;
    scene.agent_of(visitor).await
}

/// Waits until an agent has heard a line, with time leaping.
async fn heard(scene: &Scene, visitor: &mut Visitor, agent: &Agent, line: &str) {
    scene.hasten(visitor, &format!("the agent hears {line:?}"), LEAP, |_| agent.count(line) > 0).await;
}
