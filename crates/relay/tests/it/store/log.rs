//! The log, its conversations and their readers.

use super::Place;
use super::samples::{begin, beginning, done, line, log_of, received, said, send, token_hash, upload, wrong};
use baton_protocol::{ClientId, ConversationId, FileId, Stage};
use baton_relay::clock::Moment;
use baton_relay::store::{Lane, Operation, VisitorId, WorkId};
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) async fn a_conversation_begins_whole(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let row = store.conversation(&id).await.unwrap().unwrap();
    assert_eq!((row.id.as_str(), row.site.as_str(), row.site_token.as_str()), ("c", "shop", "site-token"));
    assert_eq!((row.visitor.0.as_str(), row.state.as_str()), ("visitor-c", "{}"));
    assert_eq!((row.stage, row.head, row.version), (Stage::Bot, 0, 0));
    let session = store.session(token_hash("c")).await.unwrap().unwrap();
    assert_eq!((session.visitor, session.conversation, session.site.as_str()), (row.visitor.clone(), id, "shop"));
    assert_eq!(store.profile(&row.visitor).await.unwrap().as_deref(), Some("{}"));
}

pub(super) async fn a_conversation_begins_without_a_browser(place: &impl Place) {
    let store = place.open().await;
    let Operation::Begin(new, _) = beginning("c") else { panic!("it begins one") };
    done(&*store, [Operation::Begin(new, None)]).await;
    let row = store.conversation(&ConversationId::new("c")).await.unwrap().unwrap();
    assert_eq!((row.visitor.0.as_str(), row.stage, row.head), ("visitor-c", Stage::Bot, 0));
    assert!(store.session(token_hash("c")).await.unwrap().is_none(), "nobody can read it by a token");
    assert_eq!(store.profile(&row.visitor).await.unwrap().as_deref(), Some("{}"));
}

pub(super) async fn events_take_their_places(place: &impl Place) {
    let store = place.open().await;
    let (one, two) = (begin(&*store, "one").await, begin(&*store, "two").await);
    let events = [said(&one, "a", "k"), line(&two, "b"), received(&one, "c", "acme/message/1")];
    let made = done(&*store, events.map(Operation::Append)).await.events;
    let places: Vec<_> = made.iter().map(|row| (row.conversation.as_str(), row.seq, row.id.as_str())).collect();
    assert_eq!(places, [("one", 1, "a"), ("two", 1, "b"), ("one", 2, "c")]);
    assert_eq!(store.conversation(&one).await.unwrap().unwrap().head, 2);

    let kept = store.events(&one, 0, 10).await.unwrap();
    assert_eq!(kept[0].client, Some(ClientId::new("k")));
    assert_eq!(kept[0].body, "{\"line\":\"a\"}");
    assert_eq!((kept[1].source_key.as_deref(), kept[1].at), (Some("acme/message/1"), Moment(2)));
    let found = store.event_of_client(&one, &ClientId::new("k")).await.unwrap().unwrap();
    assert_eq!((found.seq, found.id), (1, kept[0].id.clone()));
    assert!(store.event_of_client(&two, &ClientId::new("k")).await.unwrap().is_none());
}

pub(super) async fn a_page_of_events_is_cut_at_its_limit(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, (1..=9).map(|place| Operation::Append(line(&id, &format!("e{place}"))))).await;
    let page = |after, limit| {
        let (store, id) = (Arc::clone(&store), id.clone());
        async move { store.events(&id, after, limit).await.unwrap().iter().map(|row| row.seq).collect::<Vec<_>>() }
    };
    assert_eq!(page(2, 3).await, [3, 4, 5]);
    assert_eq!(page(8, 3).await, [9]);
    assert_eq!(page(9, 3).await, [0; 0]);
    assert_eq!(page(u64::MAX, 3).await, [0; 0]);
    assert_eq!(page(0, usize::MAX).await.len(), 9);
}

pub(super) async fn a_commit_happens_whole_or_not_at_all(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    // The second event cannot be, so the first and the stage are not either.
    let stage = Operation::SetStage(id.clone(), Stage::Agent);
    let twins = [stage, Operation::Append(line(&id, "twin")), Operation::Append(line(&id, "twin"))];
    wrong(&*store, twins).await;
    assert!(log_of(&*store, &id).await.is_empty());
    assert_eq!(store.conversation(&id).await.unwrap().unwrap().stage, Stage::Bot);
    done(&*store, [Operation::Append(line(&id, "next"))]).await;
    assert_eq!(log_of(&*store, &id).await, [(1, "next".to_owned())]);
}

pub(super) async fn stage_and_state_raise_the_version_and_events_do_not(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, [Operation::Append(line(&id, "a"))]).await;
    assert_eq!(store.conversation(&id).await.unwrap().unwrap().version, 0);
    done(&*store, [Operation::SetStage(id.clone(), Stage::Requested)]).await;
    let row = store.conversation(&id).await.unwrap().unwrap();
    assert_eq!((row.stage, row.version), (Stage::Requested, 1));
    done(&*store, [Operation::SetState(id.clone(), "{\"x\":1}".to_owned())]).await;
    let row = store.conversation(&id).await.unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.version), ("{\"x\":1}", 2));
    for stage in Stage::ALL {
        done(&*store, [Operation::SetStage(id.clone(), stage)]).await;
        assert_eq!(store.conversation(&id).await.unwrap().unwrap().stage, stage);
    }
}

pub(super) async fn a_profile_is_replaced(place: &impl Place) {
    let store = place.open().await;
    begin(&*store, "c").await;
    let visitor = VisitorId("visitor-c".to_owned());
    done(&*store, [Operation::SetProfile(visitor.clone(), "{\"name\":1}".to_owned())]).await;
    assert_eq!(store.profile(&visitor).await.unwrap().as_deref(), Some("{\"name\":1}"));
}

pub(super) async fn reading_moves_on_but_never_back_nor_past_the_end(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    assert_eq!(store.read_to(&id).await.unwrap(), 0);
    done(&*store, ["a", "b", "c"].map(|event| Operation::Append(line(&id, event)))).await;
    for (asked, kept) in [(2, 2), (1, 2), (3, 3), (u64::MAX, 3)] {
        done(&*store, [Operation::Read(id.clone(), asked)]).await;
        assert_eq!(store.read_to(&id).await.unwrap(), kept);
    }
    let silent = begin(&*store, "silent").await;
    done(&*store, [Operation::Read(silent.clone(), 9)]).await;
    assert_eq!(store.read_to(&silent).await.unwrap(), 0);
}

pub(super) async fn what_was_answered_is_read_at_once(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    for seq in 1..=40 {
        done(&*store, [Operation::Append(line(&id, &format!("e{seq}")))]).await;
        assert_eq!(store.conversation(&id).await.unwrap().unwrap().head, seq);
    }
}

pub(super) async fn many_writers_leave_no_gap(place: &impl Place) {
    let store = place.open().await;
    let mut conversations = Vec::new();
    for name in ["c0", "c1", "c2", "c3", "c4"] {
        conversations.push(begin(&*store, name).await);
    }
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..50_usize {
        let (store, id) = (Arc::clone(&store), conversations[writer % 5].clone());
        writers.spawn(async move {
            let mut told = Vec::new();
            for turn in 0..8 {
                let event = Operation::Append(line(&id, &format!("{writer}-{turn}")));
                let made = done(&*store, [event]).await.events;
                told.push((made[0].seq, made[0].id.as_str().to_owned()));
            }
            assert!(told.is_sorted(), "a writer's own events keep their order: {told:?}");
            (id, told)
        });
    }
    let mut told: Vec<_> = writers.join_all().await;
    told.sort();
    for id in conversations {
        let mut answered: Vec<_> = told.iter().filter(|(of, _)| *of == id).flat_map(|(_, told)| told.clone()).collect();
        answered.sort();
        let log = log_of(&*store, &id).await;
        assert_eq!(log.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), (1..=80).collect::<Vec<_>>());
        assert_eq!(log.iter().map(|(_, event)| event).collect::<BTreeSet<_>>().len(), 80);
        assert_eq!(log, answered, "what was answered is what was kept");
    }
}

pub(super) async fn everything_is_kept_when_reopened(place: &impl Place) {
    let store = place.open().await;
    let generation = store.generation().clone();
    let id = begin(&*store, "c").await;
    done(&*store, [Operation::Append(line(&id, "a")), Operation::SetStage(id.clone(), Stage::Queued)]).await;
    drop(store);

    let store = place.open().await;
    assert_eq!(*store.generation(), generation);
    assert_eq!(store.conversation(&id).await.unwrap().unwrap().stage, Stage::Queued);
    done(&*store, [Operation::Append(line(&id, "b"))]).await;
    assert_eq!(log_of(&*store, &id).await, [(1, "a".to_owned()), (2, "b".to_owned())]);
    let other = fresh_beside(place).open().await;
    assert_ne!(*other.generation(), generation, "each store has a generation of its own");
}

pub(super) async fn what_is_not_there_is_not_found(place: &impl Place) {
    let store = place.open().await;
    let nobody = ConversationId::new("nobody");
    assert!(store.conversation(&nobody).await.unwrap().is_none());
    assert!(store.session([0; 32]).await.unwrap().is_none());
    assert!(store.events(&nobody, 0, 10).await.unwrap().is_empty());
    assert!(store.profile(&VisitorId("nobody".to_owned())).await.unwrap().is_none());
    assert!(store.link(&nobody).await.unwrap().is_none());
    assert!(store.file(&FileId::new("nothing")).await.unwrap().is_none());
    assert_eq!(store.read_to(&nobody).await.unwrap(), 0);
    assert_eq!(store.next_due().await.unwrap(), None);
}

pub(super) async fn operations_on_what_is_not_there_fail(place: &impl Place) {
    let store = place.open().await;
    let nobody = ConversationId::new("nobody");
    wrong(&*store, [Operation::Append(line(&nobody, "a"))]).await;
    wrong(&*store, [Operation::SetStage(nobody.clone(), Stage::Agent)]).await;
    wrong(&*store, [Operation::SetState(nobody.clone(), "{}".to_owned())]).await;
    wrong(&*store, [Operation::SetProfile(VisitorId("nobody".to_owned()), "{}".to_owned())]).await;
    wrong(&*store, [Operation::Read(nobody.clone(), 1)]).await;
    wrong(&*store, [Operation::AddWork(send(&nobody, "1", 0))]).await;
    wrong(&*store, [Operation::PutFile(upload(&nobody, "f", 1))]).await;
    wrong(&*store, [Operation::ClaimFiles(vec![FileId::new("f")])]).await;
    wrong(&*store, [Operation::Finish(WorkId(1))]).await;
    // What would only take away finds nothing to do.
    let nothing = [Operation::Void(nobody, Lane::Desk), Operation::DropFiles(vec![FileId::new("f")])];
    done(&*store, nothing).await;
    begin(&*store, "c").await;
    wrong(&*store, [beginning("c")]).await;
}

/// Another place of the same kind.
fn fresh_beside<P: Place>(_: &P) -> P {
    P::fresh()
}
