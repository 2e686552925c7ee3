//! Guards: each holds and fails, and a commit refused leaves no trace.

use super::Place;
use super::samples::{attempt, begin, claim, done, holds, line, log_of, received, said, send, upload};
use baton_protocol::{ClientId, ConversationId, FileId, Stage};
use baton_relay::clock::Moment;
use baton_relay::store::{Guard, Identity, IdentityKind, Operation, Outcome, StoreError, VisitorId, WorkId};
use futures_util::future::join_all;
use std::sync::Arc;

pub(super) async fn version(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    assert!(holds(&*store, Guard::Version(id.clone(), 0)).await);
    assert!(!holds(&*store, Guard::Version(id.clone(), 1)).await);
    done(&*store, [Operation::SetState(id.clone(), "{}".to_owned())]).await;
    assert!(holds(&*store, Guard::Version(id.clone(), 1)).await);
    assert!(!holds(&*store, Guard::Version(id, 0)).await);
    assert!(!holds(&*store, Guard::Version(ConversationId::new("nobody"), 0)).await);
}

pub(super) async fn stage(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    assert!(holds(&*store, Guard::Stage(id.clone(), vec![Stage::Agent, Stage::Bot])).await);
    assert!(!holds(&*store, Guard::Stage(id.clone(), vec![Stage::Agent])).await);
    assert!(!holds(&*store, Guard::Stage(id, Vec::new())).await);
    assert!(!holds(&*store, Guard::Stage(ConversationId::new("nobody"), vec![Stage::Bot])).await);
}

pub(super) async fn head(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    assert!(holds(&*store, Guard::Head(id.clone(), 0)).await);
    done(&*store, [Operation::Append(line(&id, "a"))]).await;
    assert!(!holds(&*store, Guard::Head(id.clone(), 0)).await);
    assert!(holds(&*store, Guard::Head(id, 1)).await);
    assert!(!holds(&*store, Guard::Head(ConversationId::new("nobody"), 0)).await);
}

pub(super) async fn profile(place: &impl Place) {
    let store = place.open().await;
    begin(&*store, "c").await;
    let visitor = VisitorId("visitor-c".to_owned());
    assert!(holds(&*store, Guard::Profile(visitor.clone(), "{}".to_owned())).await);
    done(&*store, [Operation::SetProfile(visitor.clone(), "{\"name\":1}".to_owned())]).await;
    assert!(!holds(&*store, Guard::Profile(visitor.clone(), "{}".to_owned())).await);
    assert!(holds(&*store, Guard::Profile(visitor, "{\"name\":1}".to_owned())).await);
    assert!(!holds(&*store, Guard::Profile(VisitorId("nobody".to_owned()), "{}".to_owned())).await);
}

pub(super) async fn identity_free(place: &impl Place) {
    let store = place.open().await;
    begin(&*store, "c").await;
    let who = |value| Identity::new("shop", IdentityKind::Texting, value);
    assert!(holds(&*store, Guard::IdentityFree(who("Vera"))).await);
    done(&*store, [Operation::Identify(who("Vera"), VisitorId("visitor-c".to_owned()))]).await;
    assert!(!holds(&*store, Guard::IdentityFree(who("Vera"))).await);
    assert!(holds(&*store, Guard::IdentityFree(who("vera"))).await, "Braze tells letters of either case apart");
    let elsewhere = Identity::new("other", IdentityKind::Texting, "Vera");
    assert!(holds(&*store, Guard::IdentityFree(elsewhere)).await);
}

pub(super) async fn held(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, [Operation::AddWork(send(&id, "1", 0))]).await;
    let held = claim(&*store, 0).await;
    let guard = Guard::Held(held[0].id, held[0].fence);
    assert!(holds(&*store, guard.clone()).await);
    assert!(!holds(&*store, Guard::Held(held[0].id, held[0].fence - 1)).await);
    assert!(!holds(&*store, Guard::Held(WorkId(held[0].id.0 + 1), held[0].fence)).await);

    done(&*store, [Operation::Retry { id: held[0].id, due: Moment(0), ambiguous: false }]).await;
    assert!(!holds(&*store, guard.clone()).await, "given back");
    let again = claim(&*store, 0).await;
    assert!(again[0].fence > held[0].fence);
    assert!(!holds(&*store, guard).await, "held by a later claim");
    let guard = Guard::Held(again[0].id, again[0].fence);
    done(&*store, [Operation::Finish(again[0].id)]).await;
    assert!(!holds(&*store, guard).await, "finished");
}

pub(super) async fn client_free_brings_the_event(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    let free = Guard::ClientFree(id.clone(), ClientId::new("k"));
    let first = attempt(&*store, [free.clone()], [Operation::Append(said(&id, "a", "k"))]).await;
    assert!(matches!(first, Ok(Outcome::Committed(_))));
    let second = attempt(&*store, [free.clone()], [Operation::Append(said(&id, "b", "k"))]).await;
    let Ok(Outcome::Refused { guard, existing: Some(existing) }) = second else { panic!("{second:?}") };
    assert_eq!(guard, free);
    assert_eq!((existing.id.as_str(), existing.seq, existing.body.as_str()), ("a", 1, "{\"line\":\"a\"}"));
    assert!(holds(&*store, Guard::ClientFree(other, ClientId::new("k"))).await, "unique in its conversation only");
    let unguarded = attempt(&*store, [], [Operation::Append(said(&id, "c", "k"))]).await;
    assert!(matches!(unguarded, Err(StoreError::Broken(_))), "unique even without the guard");
}

pub(super) async fn source_free_everywhere(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    let free = Guard::SourceFree("acme/message/1".to_owned());
    assert!(holds(&*store, free.clone()).await);
    done(&*store, [Operation::Append(received(&id, "a", "acme/message/1"))]).await;
    assert!(!holds(&*store, free).await);
    assert!(holds(&*store, Guard::SourceFree("acme/message/2".to_owned())).await);
    let elsewhere = attempt(&*store, [], [Operation::Append(received(&other, "b", "acme/message/1"))]).await;
    assert!(matches!(elsewhere, Err(StoreError::Broken(_))), "unique in the whole store, even without the guard");
}

pub(super) async fn unclaimed(place: &impl Place) {
    let store = place.open().await;
    let (id, other) = (begin(&*store, "c").await, begin(&*store, "other").await);
    let files = ["mine", "taken"].map(|file| Operation::PutFile(upload(&id, file, 1)));
    done(&*store, files).await;
    done(&*store, [Operation::PutFile(upload(&other, "theirs", 1))]).await;
    done(&*store, [Operation::ClaimFiles(vec![FileId::new("taken")])]).await;
    let asks = |files: &[&str]| Guard::Unclaimed(id.clone(), files.iter().map(|file| FileId::new(*file)).collect());
    assert!(holds(&*store, asks(&[])).await);
    assert!(holds(&*store, asks(&["mine"])).await);
    for hindrance in ["taken", "theirs", "nothing"] {
        assert!(!holds(&*store, asks(&["mine", hindrance])).await, "{hindrance}");
    }
}

pub(super) async fn the_first_broken_guard_is_named_and_nothing_happens(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let broken = Guard::Version(id.clone(), 7);
    let guards = [Guard::Version(id.clone(), 0), broken.clone(), Guard::Stage(id.clone(), Vec::new())];
    let operations = [
        Operation::Append(line(&id, "a")),
        Operation::SetStage(id.clone(), Stage::Agent),
        Operation::AddWork(send(&id, "1", 0)),
    ];
    let outcome = attempt(&*store, guards, operations).await;
    assert!(matches!(outcome, Ok(Outcome::Refused { guard, existing: None }) if guard == broken));
    let row = store.conversation(&id).await.unwrap().unwrap();
    assert_eq!((row.stage, row.head, row.version), (Stage::Bot, 0, 0));
    assert!(claim(&*store, 100).await.is_empty());
}

pub(super) async fn a_refusal_harms_no_neighbour(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    // Asked for together, so that they meet in the same transaction: good, refused and wrong ones by turns.
    let asked = (0..60).map(|turn| {
        let guards = if turn % 3 == 1 { vec![Guard::Stage(id.clone(), vec![Stage::Ended])] } else { Vec::new() };
        let mut operations = vec![Operation::Append(line(&id, &format!("e{turn}")))];
        if turn % 3 == 2 {
            operations.push(Operation::Finish(WorkId(99)));
        }
        attempt(&*store, guards, operations)
    });
    for (turn, outcome) in join_all(asked).await.into_iter().enumerate() {
        match turn % 3 {
            0 => assert!(matches!(outcome, Ok(Outcome::Committed(_))), "{turn}: {outcome:?}"),
            1 => assert!(matches!(outcome, Ok(Outcome::Refused { .. })), "{turn}: {outcome:?}"),
            _ => assert!(matches!(outcome, Err(StoreError::Broken(_))), "{turn}: {outcome:?}"),
        }
    }
    let (places, mut kept): (Vec<_>, Vec<_>) = log_of(&*store, &id).await.into_iter().unzip();
    assert_eq!(places, (1..=20).collect::<Vec<_>>());
    kept.sort();
    let mut good: Vec<_> = (0..20).map(|turn| format!("e{}", turn * 3)).collect();
    good.sort();
    assert_eq!(kept, good);
}

pub(super) async fn one_of_many_wins_a_version(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let mut rivals = tokio::task::JoinSet::new();
    for rival in 0..20 {
        let (store, id) = (Arc::clone(&store), id.clone());
        rivals.spawn(async move {
            let operations =
                [Operation::SetState(id.clone(), rival.to_string()), Operation::Append(line(&id, &rival.to_string()))];
            match attempt(&*store, [Guard::Version(id.clone(), 0)], operations).await.unwrap() {
                Outcome::Committed(_) => Some(rival.to_string()),
                Outcome::Refused { .. } => None,
            }
        });
    }
    let winners: Vec<_> = rivals.join_all().await.into_iter().flatten().collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(store.conversation(&id).await.unwrap().unwrap().state, winners[0]);
    assert_eq!(log_of(&*store, &id).await, [(1, winners[0].clone())]);
}
