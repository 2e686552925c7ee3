//! Somebody else is faster, between a look and the commit that follows from it.

use super::{Play, bodies};
use baton_protocol::{ClientFrame, EventBody, Outgoing, Stage, UserDetails};
use baton_relay::clock::Moment;
use baton_relay::provenance::{Provenance, Sourced};
use baton_relay::store::{InboxState, Lane, LinkRow, NewWork, Operation, WorkBody, WorkKind};
use baton_relay::visitor::Profile;

#[tokio::test(flavor = "multi_thread")]
async fn a_request_made_while_control_is_taken_back_keeps_its_link() {
    let play = Play::new();
    let visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    play.put_link(&id, "main", "old").await;
    let back = NewWork {
        conversation: id.clone(),
        lane: Lane::Desk,
        kind: WorkKind::TakeBack,
        desk: None,
        body: WorkBody::Is("bye".to_owned()),
        due: Moment(0),
    };
    play.does(vec![Operation::SetStage(id.clone(), Stage::Ended), Operation::AddWork(back)]).await;
    let closes = |operation: &Operation| matches!(operation, Operation::CloseLink(..));
    play.between.before(closes, vec![Operation::SetStage(id.clone(), Stage::Requested)]);
    play.run();
    crate::harness::until("it is done", || (play.rows("kind = 'take_back'") == 0).then_some(())).await;
    assert!(play.between.is_over());
    assert!(play.link(&id).await.open);
}

#[tokio::test]
async fn what_one_tab_learned_is_not_overwritten_by_what_another_had_read() {
    let play = Play::new();
    let mut visitor = play.visitor().await;
    let owner = visitor.session.row.visitor.clone();
    let typed = Profile { name: Some(Sourced::new("Jane".to_owned(), Provenance::Visitor)), ..Profile::default() };
    let user = UserDetails { email: Some("jane@doe.example".to_owned()), ..UserDetails::default() };
    play.between.after_profile(vec![Operation::SetProfile(owner.clone(), typed.write())]);
    play.core.take(&visitor.session, ClientFrame::Context { user, page: None, token: None }).await.unwrap();
    let known = play.core.profile(&owner).await.unwrap();
    assert_eq!(known.name.map(|name| name.value).as_deref(), Some("Jane"));
    assert_eq!(known.email.map(|email| email.value).as_deref(), Some("jane@doe.example"));
    // What carries a client's id is planned anew as well.
    play.between.after_profile(vec![Operation::SetProfile(owner, typed.write())]);
    let message = Outgoing { text: "hello".to_owned(), ..Outgoing::default() };
    visitor.does(&play.core, |id| ClientFrame::Send { id, message }).await;
    assert!(play.between.is_over());
    assert_eq!(play.log(&visitor).await.len(), 1);
}

#[tokio::test]
async fn a_word_that_comes_while_its_link_is_written_waits_for_nobody() {
    let play = Play::new();
    let visitor = play.visitor().await;
    let id = visitor.conversation().clone();
    let link = LinkRow {
        conversation: id,
        account: "main".to_owned(),
        desk: "messaging".to_owned(),
        remote: Some("r1".to_owned()),
        state: "old".to_owned(),
        open: true,
        verified_through: None,
        checked_at: None,
        echo_due: None,
        heard_at: None,
    };
    let kept =
        |operation: &Operation| matches!(operation, Operation::PutInbox(new) if new.state == InboxState::Unclaimed);
    play.between.before(kept, vec![Operation::PutLink(Box::new(link))]);
    let account = play.core.accounts["main"].clone();
    play.core.receive(&account, account.desk("messaging").unwrap(), b"m1").await.unwrap();
    assert!(play.between.is_over());
    let log = play.log(&visitor).await;
    assert!(bodies(&log).iter().any(|body| matches!(body, EventBody::Agent(_))), "{log:#?}");
    assert!(play.core.store.unclaimed("main", "r1").await.unwrap().is_empty());
}
