//! Files.

use super::Place;
use super::samples::{begin, done, upload, wrong};
use baton_protocol::FileId;
use baton_relay::clock::Moment;
use baton_relay::store::{NewFile, Operation};

pub(super) async fn a_file_is_kept_whole(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let remote = NewFile {
        bytes: 50_000_000,
        location: "remote:https://desk.example/f".to_owned(),
        account: Some("acme".to_owned()),
        claimed: true,
        ..upload(&id, "remote", 1)
    };
    done(&*store, [Operation::PutFile(upload(&id, "mine", 1)), Operation::PutFile(remote)]).await;
    let mine = store.file(&FileId::new("mine")).await.unwrap().unwrap();
    assert_eq!((mine.id.as_str(), mine.conversation), ("mine", id.clone()));
    assert_eq!((mine.name.as_str(), mine.media_type.as_str(), mine.bytes), ("photo.png", "image/png", 7));
    assert_eq!((mine.location.as_str(), mine.account, mine.claimed), ("local:mine", None, false));
    let remote = store.file(&FileId::new("remote")).await.unwrap().unwrap();
    assert_eq!((remote.bytes, remote.location.as_str()), (50_000_000, "remote:https://desk.example/f"));
    assert_eq!((remote.account.as_deref(), remote.claimed), (Some("acme"), true));
    wrong(&*store, [Operation::PutFile(upload(&id, "mine", 1))]).await;
}

pub(super) async fn a_file_is_claimed_with_its_message(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, ["a", "b", "c"].map(|file| Operation::PutFile(upload(&id, file, 1)))).await;
    done(&*store, [Operation::ClaimFiles(vec![FileId::new("a"), FileId::new("c")])]).await;
    for (file, claimed) in [("a", true), ("b", false), ("c", true)] {
        assert_eq!(store.file(&FileId::new(file)).await.unwrap().unwrap().claimed, claimed);
    }
}

pub(super) async fn stale_uploads_are_unclaimed_and_old(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    let uploads = [("younger", 8), ("oldest", 2), ("old", 5), ("claimed", 1), ("new", 9)];
    done(&*store, uploads.map(|(file, at)| Operation::PutFile(upload(&id, file, at)))).await;
    done(&*store, [Operation::ClaimFiles(vec![FileId::new("claimed")])]).await;
    let stale = async |before, limit| {
        let rows = store.stale_uploads(Moment(before), limit).await.unwrap();
        rows.into_iter().map(|row| row.id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(stale(9, 10).await, ["oldest", "old", "younger"]);
    assert_eq!(stale(9, 2).await, ["oldest", "old"]);
    assert_eq!(stale(2, 10).await, [""; 0]);
}

pub(super) async fn dropped_files_are_gone(place: &impl Place) {
    let store = place.open().await;
    let id = begin(&*store, "c").await;
    done(&*store, ["a", "b", "named"].map(|file| Operation::PutFile(upload(&id, file, 1)))).await;
    done(&*store, [Operation::ClaimFiles(vec![FileId::new("named")])]).await;
    let files = ["a", "named", "gone before"].map(FileId::new);
    done(&*store, [Operation::DropFiles(files.to_vec())]).await;
    assert!(store.file(&FileId::new("named")).await.unwrap().is_some(), "a message names it by now");
    assert!(store.file(&FileId::new("a")).await.unwrap().is_none());
    assert!(store.file(&FileId::new("b")).await.unwrap().is_some());
}
