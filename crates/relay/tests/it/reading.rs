//! A long conversation: a page is given its end, asks for what lies before, and can have all of it at once.

use crate::harness::{Client, Scene, Settings};
use baton_protocol::{ClientFrame, Transcript, limits};
use reqwest::Method;

const BUDGET: &str = "[budget]\nmessages_per_session_per_minute = 100000\nmessages_per_address_per_minute = 100000";
/// More than a page is given at first.
const LINES: u64 = limits::EVENTS_AT_START + 40;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_given_the_end_of_a_long_conversation_and_the_rest_when_it_asks() {
    let scene = Scene::of(Settings::default().more(BUDGET)).await;
    let mut visitor = scene.visitor().await;
    while visitor.log.head() < LINES {
        visitor.asks("Where is my parcel?").await;
    }
    let head = visitor.log.head();

    let mut page = visitor.tab().await;
    assert_eq!(page.log.first(), head - limits::EVENTS_AT_START + 1);
    while page.log.has_earlier() {
        let first = page.log.first();
        page.send(&ClientFrame::Earlier { before: first }).await;
        page.until("older events", |page| page.log.first() < first).await;
    }
    let told = |log: &baton_protocol::fold::Log| log.lines().iter().map(|line| line.seq).collect::<Vec<_>>();
    assert_eq!(told(&page.log), told(&visitor.log));

    // Before the first there is nothing, and that is said.
    page.send(&ClientFrame::Earlier { before: 1 }).await;
    page.until("an empty answer", |page| page.earlier.contains(&(1, 0))).await;

    let answer = Client::answer(visitor.client.request(Method::GET, "/v1/transcript")).await;
    assert_eq!(answer.status, 200);
    let transcript: Transcript = answer.json();
    let seqs: Vec<u64> = transcript.events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..=head).collect::<Vec<_>>());
    let stranger = scene.visitor().await;
    let answer = Client::answer(stranger.client.request(Method::GET, "/v1/transcript")).await;
    let transcript: Transcript = answer.json();
    assert!(transcript.events.is_empty(), "nobody gets another's");
}
