//! Many at once.

use crate::harness::Scene;
use futures_util::future::join_all;

#[tokio::test(flavor = "multi_thread")]
async fn a_dozen_at_once_are_each_in_a_conversation_of_their_own() {
    let scene = Scene::new().await;
    let journeys = (0..12).map(async |number| {
        let mut visitor = scene.visitor().await;
        visitor.asks("Where is my parcel?").await;
        let agent = scene.hand_over(&mut visitor).await;
        for round in 0..3 {
            agent.says(&format!("to {number}, {round}"));
            // Webhooks come in no promised order, and nothing moves across a visitor's line.
            visitor.until_line(&format!("Ana Lima: to {number}, {round}")).await;
            visitor.says(&format!("from {number}, {round}")).await;
        }
        agent.hears(&format!("from {number}, 2")).await;
        visitor.until("three answers", |visitor| visitor.agents_lines().len() == 3).await;
        (number, visitor, agent)
    });
    for (number, visitor, agent) in join_all(journeys).await {
        let expected: Vec<String> = (0..3).map(|round| format!("Ana Lima: to {number}, {round}")).collect();
        assert_eq!(visitor.agents_lines(), expected, "{}", visitor.told());
        let heard: Vec<String> = agent.transcript().into_iter().filter(|line| line.starts_with("from")).collect();
        let expected: Vec<String> = (0..3).map(|round| format!("from {number}, {round}")).collect();
        assert_eq!(heard, expected);
    }
    assert_eq!(scene.zendesk.control.ledger().len(), 12);
    assert_eq!(scene.zendesk.control.tickets().len(), 12);
}
