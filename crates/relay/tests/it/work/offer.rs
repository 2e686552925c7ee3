//! What a desk says of its agents, and what then is offered.

use super::{Play, bodies};
use baton_protocol::{EventBody, Notice, Stage};
use baton_relay::config::Offer;
use baton_relay::desk::Availability;

fn asking() -> Play {
    Play::with(&["main"], |site| site.offer = Offer::Agents)
}

async fn is_told_that_nobody_is_there(play: &Play, visitor: &super::Visitor) -> bool {
    let log = play.log(visitor).await;
    bodies(&log).iter().any(|body| matches!(body, EventBody::Notice(Notice::Away(_))))
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_desk_that_says_that_nobody_is_there_is_believed() {
    for (availability, stage) in [
        (Availability::Yes, Stage::Requested),
        (Availability::Unknown, Stage::Requested),
        (Availability::No, Stage::Bot),
    ] {
        let play = asking();
        let mut visitor = play.visitor().await;
        *play.desk.availability.lock().unwrap() = availability;
        visitor.asks_for_a_person(&play.core).await;
        assert_eq!(visitor.stage(&play.core).await, stage, "{availability:?}");
        assert_eq!(is_told_that_nobody_is_there(&play, &visitor).await, stage == Stage::Bot);
        assert_eq!(*play.desk.asked.lock().unwrap(), [None]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_person_is_always_offered_nobody_is_asked() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    *play.desk.availability.lock().unwrap() = Availability::No;
    visitor.asks_for_a_person(&play.core).await;
    assert_eq!(visitor.stage(&play.core).await, Stage::Requested);
    assert!(play.desk.asked.lock().unwrap().is_empty());
}
