//! Links to desks, and the inbox.

use super::Place;
use super::samples::{begin, done, link, raw, send, wrong};
use baton_protocol::ConversationId;
use baton_relay::clock::Moment;
use baton_relay::store::{Identity, IdentityKind, InboxState, Lane, LinkRow, NewWork, Operation, Store, WorkKind};

/// The desk of the sample link.
fn at_messaging() -> String {
    "messaging".to_owned()
}

fn put(link: LinkRow) -> Operation {
    Operation::PutLink(Box::new(link))
}

async fn kept(store: &dyn Store, id: &ConversationId) -> LinkRow {
    store.link(id).await.unwrap().unwrap()
}

async fn unclaimed(store: &dyn Store, remote: &str) -> Vec<String> {
    store.unclaimed("acme", remote).await.unwrap().into_iter().map(|row| row.key).collect()
}

pub(super) async fn a_link_is_found_both_ways_and_replaced(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    // Before the desk has named its conversation there may be any number of such links.
    let nameless = |id: &ConversationId| LinkRow { remote: None, ..link(id, "acme", "") };
    done(&*store, [put(nameless(&id)), put(nameless(&other))]).await;
    assert_eq!(kept(&*store, &id).await, nameless(&id));

    let named = LinkRow { state: "{\"step\":2}".to_owned(), ..link(&id, "acme", "r1") };
    // Whether a link is open is nothing that writing it changes.
    done(&*store, [put(LinkRow { open: false, ..named.clone() })]).await;
    assert_eq!(kept(&*store, &id).await, named);
    assert_eq!(store.link_of_remote("acme", "r1").await.unwrap(), Some(named.clone()));
    assert_eq!(store.link_of_remote("other", "r1").await.unwrap(), None);
    assert_eq!(store.link_of_remote("acme", "r2").await.unwrap(), None);
    // The same name at another account is another conversation; at this one it is taken.
    wrong(&*store, [put(link(&other, "acme", "r1"))]).await;
    done(&*store, [put(link(&other, "second", "r1"))]).await;
    assert_eq!(kept(&*store, &id).await, named);
}

pub(super) async fn putting_a_link_spares_what_a_look_found(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let claims_a_look = LinkRow {
        verified_through: Some(Moment(900)),
        checked_at: Some(Moment(900)),
        echo_due: Some(Moment(900)),
        ..link(&id, "acme", "r1")
    };
    done(&*store, [put(claims_a_look), posted(&id, 10, 60)]).await;
    let row = kept(&*store, &id).await;
    assert_eq!((row.verified_through, row.checked_at, row.echo_due), (None, None, Some(Moment(60))));

    let looked = Operation::Looked {
        conversation: id.clone(),
        desk: at_messaging(),
        verified_through: Some(Moment(5)),
        at: Moment(7),
    };
    done(&*store, [looked, put(link(&id, "acme", "r1"))]).await;
    let row = kept(&*store, &id).await;
    assert_eq!(
        (row.verified_through, row.checked_at, row.echo_due),
        (Some(Moment(5)), Some(Moment(7)), Some(Moment(60)))
    );
    // At another account nothing of it counts.
    done(&*store, [Operation::Heard(id.clone(), at_messaging(), Moment(70)), put(link(&id, "second", "r9"))]).await;
    assert_eq!(kept(&*store, &id).await, link(&id, "second", "r9"));
}

fn posted(id: &ConversationId, at: i64, due: i64) -> Operation {
    Operation::Posted { conversation: id.clone(), desk: at_messaging(), at: Moment(at), due: Moment(due) }
}

pub(super) async fn the_oldest_awaited_echo_counts_and_none_that_was_faster(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, [put(link(&id, "acme", "r1"))]).await;
    for (at, due) in [(0, 60), (30, 90), (59, 119)] {
        done(&*store, [posted(&id, at, due)]).await;
        assert_eq!(kept(&*store, &id).await.echo_due, Some(Moment(60)), "whoever posts on moves nothing");
    }
    // The echo of what is posted now comes before the answer to the post.
    done(&*store, [Operation::EchoSeen(id.clone(), at_messaging(), Moment(70)), posted(&id, 69, 129)]).await;
    let row = kept(&*store, &id).await;
    assert_eq!((row.echo_due, row.heard_at), (None, Some(Moment(70))));
    done(&*store, [posted(&id, 71, 131), Operation::Heard(id.clone(), at_messaging(), Moment(65))]).await;
    let row = kept(&*store, &id).await;
    assert_eq!((row.echo_due, row.heard_at), (Some(Moment(131)), Some(Moment(70))));
}

pub(super) async fn a_link_without_a_look_is_due_until_one_waits(place: &impl Place) {
    let store = place.open().await;
    // Many that can never be looked at, before those that can.
    for number in 0..20 {
        let id = begin(&*store, &format!("nameless{number}")).await;
        done(&*store, [put(LinkRow { remote: None, ..link(&id, "acme", "") })]).await;
    }
    for (name, account, open, looked) in [
        ("never", "acme", true, None),
        ("overdue", "acme", true, Some(99)),
        ("fresh", "acme", true, Some(99)),
        ("early", "acme", true, Some(10)),
        ("failing", "acme", true, None),
        ("closed", "acme", false, None),
        ("elsewhere", "other", true, None),
    ] {
        let id = begin(&*store, name).await;
        done(&*store, [put(LinkRow { open, ..link(&id, account, name) })]).await;
        if let Some(at) = looked {
            done(
                &*store,
                [Operation::Looked { conversation: id, desk: at_messaging(), verified_through: None, at: Moment(at) }],
            )
            .await;
        }
    }
    let (overdue, fresh) = (ConversationId::new("overdue"), ConversationId::new("fresh"));
    done(&*store, [posted(&overdue, 40, 100), posted(&fresh, 41, 101)]).await;
    let look =
        NewWork { lane: Lane::Look, kind: WorkKind::Reconcile, ..send(&ConversationId::new("failing"), "", 500) };
    done(&*store, [Operation::EnsureWork(look)]).await;
    let due = async |limit| {
        let links = store.links_due("acme", Moment(100), Moment(50), limit).await.unwrap();
        links.into_iter().filter_map(|link| link.remote).collect::<Vec<_>>()
    };
    assert_eq!(due(10).await, ["never", "early", "overdue"]);
    assert_eq!(due(2).await, ["never", "early"]);
    assert_eq!(store.echoes_overdue("acme", Moment(100)).await.unwrap(), 1);
    assert_eq!(store.echoes_overdue("acme", Moment(101)).await.unwrap(), 2);
    assert_eq!(store.echoes_overdue("other", Moment(101)).await.unwrap(), 0);
}

pub(super) async fn a_look_never_unverifies(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, [put(link(&id, "acme", "r1"))]).await;
    for (at, found, verified) in [
        (1, None, None),
        (2, Some(20), Some(20)),
        (3, None, Some(20)),
        (4, Some(10), Some(20)),
        (5, Some(30), Some(30)),
    ] {
        let verified_through = found.map(Moment);
        done(
            &*store,
            [Operation::Looked { conversation: id.clone(), desk: at_messaging(), verified_through, at: Moment(at) }],
        )
        .await;
        let row = kept(&*store, &id).await;
        assert_eq!((row.verified_through, row.checked_at), (verified.map(Moment), Some(Moment(at))));
    }
}

pub(super) async fn open_links_come_oldest_check_first(place: &impl Place) {
    let store = place.open().await;
    for (name, account, open, looked) in [
        ("late", "acme", true, Some(30)),
        ("early", "acme", true, Some(10)),
        ("never", "acme", true, None),
        ("closed", "acme", false, None),
        ("elsewhere", "other", true, None),
    ] {
        let id = begin(&*store, name).await;
        done(&*store, [put(LinkRow { open, ..link(&id, account, name) })]).await;
        if let Some(at) = looked {
            done(
                &*store,
                [Operation::Looked { conversation: id, desk: at_messaging(), verified_through: None, at: Moment(at) }],
            )
            .await;
        }
    }
    let names = |links: Vec<LinkRow>| links.into_iter().filter_map(|link| link.remote).collect::<Vec<_>>();
    assert_eq!(names(store.open_links("acme", 10).await.unwrap()), ["never", "early", "late"]);
    assert_eq!(names(store.open_links("acme", 2).await.unwrap()), ["never", "early"]);
    assert_eq!(names(store.open_links("other", 10).await.unwrap()), ["elsewhere"]);
}

pub(super) async fn a_link_opens_closes_and_hears_its_echo(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let full = LinkRow { echo_due: Some(Moment(60)), ..link(&id, "acme", "r1") };
    done(&*store, [put(full.clone()), posted(&id, 0, 60), Operation::OpenLink(id.clone(), false)]).await;
    assert_eq!(kept(&*store, &id).await, LinkRow { open: false, ..full.clone() });
    done(&*store, [Operation::OpenLink(id.clone(), true), Operation::EchoSeen(id.clone(), at_messaging(), Moment(5))])
        .await;
    assert_eq!(kept(&*store, &id).await, LinkRow { echo_due: None, heard_at: Some(Moment(5)), ..full });
}

pub(super) async fn without_a_link_there_is_nothing_to_change(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let looked = Operation::Looked {
        conversation: id.clone(),
        desk: at_messaging(),
        verified_through: Some(Moment(1)),
        at: Moment(1),
    };
    let heard = [
        Operation::EchoSeen(id.clone(), at_messaging(), Moment(1)),
        Operation::Heard(id.clone(), at_messaging(), Moment(1)),
        posted(&id, 2, 3),
    ];
    done(&*store, [Operation::OpenLink(id.clone(), true), looked].into_iter().chain(heard)).await;
    assert_eq!(store.link(&id).await.unwrap(), None);
}

pub(super) async fn an_inbox_row_is_kept_once(place: &impl Place) {
    let store = place.open().await;
    done(&*store, [Operation::PutInbox(raw("e1", "r1", InboxState::Unclaimed, 1))]).await;
    let rows = store.unclaimed("acme", "r1").await.unwrap();
    assert_eq!((rows[0].key.as_str(), rows[0].raw.as_str()), ("e1", "{\"key\":\"e1\"}"));
    // Delivered again, whatever it says now.
    done(&*store, [Operation::PutInbox(raw("e1", "r2", InboxState::Applied, 2))]).await;
    assert_eq!(unclaimed(&*store, "r1").await, ["e1"]);
    assert!(unclaimed(&*store, "r2").await.is_empty());
    done(&*store, [Operation::MarkInbox("e1".to_owned(), InboxState::Applied)]).await;
    assert!(unclaimed(&*store, "r1").await.is_empty());
    done(&*store, [Operation::PutInbox(raw("e1", "r1", InboxState::Unclaimed, 3))]).await;
    assert!(unclaimed(&*store, "r1").await.is_empty(), "applied stays applied");
    done(&*store, [Operation::MarkInbox("never kept".to_owned(), InboxState::Applied)]).await;
}

pub(super) async fn unclaimed_rows_wait_in_order(place: &impl Place) {
    let store = place.open().await;
    for (key, remote, state, at) in [
        ("third", "r1", InboxState::Unclaimed, 7),
        ("first", "r1", InboxState::Unclaimed, 5),
        ("second", "r1", InboxState::Unclaimed, 6),
        ("done", "r1", InboxState::Applied, 1),
        ("unreadable", "r1", InboxState::Dead, 1),
        ("elsewhere", "r2", InboxState::Unclaimed, 1),
    ] {
        done(&*store, [Operation::PutInbox(raw(key, remote, state, at))]).await;
    }
    assert_eq!(unclaimed(&*store, "r1").await, ["first", "second", "third"]);
    assert!(store.unclaimed("other", "r1").await.unwrap().is_empty());
}

pub(super) async fn pruning_spares_the_dead_and_the_young(place: &impl Place) {
    let store = place.open().await;
    let rows = [
        ("old", InboxState::Unclaimed, 9),
        ("young", InboxState::Unclaimed, 10),
        ("applied", InboxState::Applied, 9),
        ("dead", InboxState::Dead, 9),
    ];
    done(&*store, rows.map(|(key, state, at)| Operation::PutInbox(raw(key, "r1", state, at)))).await;
    done(&*store, [Operation::PruneInbox(Moment(10))]).await;
    // A key that can be put again is gone; one that cannot is still there.
    done(&*store, rows.map(|(key, _, _)| Operation::PutInbox(raw(key, "r1", InboxState::Unclaimed, 20)))).await;
    assert_eq!(unclaimed(&*store, "r1").await, ["young", "old", "applied"]);
}

pub(super) async fn a_conversation_has_a_link_to_each_desk_and_one_of_them_is_present(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let there = LinkRow { desk: "tickets".to_owned(), state: "ticket".to_owned(), ..link(&id, "acme", "ticket/7") };
    done(&*store, [put(link(&id, "acme", "r1")), put(there)]).await;
    assert_eq!(kept(&*store, &id).await.remote.as_deref(), Some("r1"), "a link that is written does not take it away");
    let turn = |desk: &str| Operation::TurnTo(id.clone(), desk.to_owned());
    done(&*store, [turn("tickets"), Operation::OpenLink(id.clone(), true), posted(&id, 1, 2)]).await;
    let present = kept(&*store, &id).await;
    assert_eq!((present.remote.as_deref(), present.open, present.echo_due), (Some("ticket/7"), true, None));
    let past = store.link_to(&id, "messaging").await.unwrap().unwrap();
    assert_eq!((past.open, past.echo_due, past.state), (true, Some(Moment(2)), link(&id, "acme", "r1").state));
    assert_eq!(store.open_links("acme", 9).await.unwrap().len(), 2, "agents may still say something there");
    done(&*store, [Operation::CloseLink(id.clone(), at_messaging())]).await;
    assert_eq!(store.open_links("acme", 9).await.unwrap().len(), 1);
    assert!(kept(&*store, &id).await.open);
    done(&*store, [turn("elsewhere")]).await;
    assert_eq!(store.link(&id).await.unwrap(), None, "it has none there yet");
    assert_eq!(store.link_of_remote("acme", "ticket/7").await.unwrap().map(|link| link.open), Some(true));
}

pub(super) async fn a_visitor_is_found_by_who_they_last_were_shown_to_be(place: &impl Place) {
    let store = place.open().await;
    let (first, second) = (begin(&*store, "c").await, begin(&*store, "d").await);
    let visitor = async |id| store.conversation(id).await.unwrap().unwrap().visitor;
    let (first, second) = (visitor(&first).await, visitor(&second).await);
    let email = |value| Identity::new("acme", IdentityKind::VerifiedEmail, value);
    done(&*store, [Operation::Identify(email("Cade@Example.com "), first.clone())]).await;
    assert_eq!(store.visitor_of(&email("cade@example.com")).await.unwrap(), Some(first));
    done(&*store, [Operation::Identify(email("cade@example.com"), second.clone())]).await;
    assert_eq!(store.visitor_of(&email("cade@example.com")).await.unwrap(), Some(second.clone()));
    let elsewhere = Identity::new("other", IdentityKind::VerifiedEmail, "cade@example.com");
    assert_eq!(store.visitor_of(&elsewhere).await.unwrap(), None);
    let theirs = store.conversations_of(&second, 9).await.unwrap();
    assert_eq!(theirs.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["d"]);
}
