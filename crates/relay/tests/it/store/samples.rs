//! What the tests keep.

use baton_protocol::{ClientId, ConversationId, EventId, FileId, SiteToken};
use baton_relay::clock::Moment;
use baton_relay::store::{
    Claim, Commit, Committed, Guard, InboxState, Lane, LinkRow, NewConversation, NewEvent, NewFile, NewInbox,
    NewSession, NewWork, Operation, Outcome, Store, StoreError, VisitorId, WorkBody, WorkKind, WorkRow,
};
use sha2::{Digest, Sha256};

/// The session hash of a conversation made by [`begin`].
pub(super) fn token_hash(name: &str) -> [u8; 32] {
    Sha256::digest(name.as_bytes()).into()
}

/// What makes a conversation, its visitor `visitor-<name>` and its session.
pub(super) fn beginning(name: &str) -> Operation {
    Operation::Begin(
        Box::new(NewConversation {
            id: ConversationId::new(name),
            visitor: VisitorId(format!("visitor-{name}")),
            profile: "{}".to_owned(),
            site: "shop".to_owned(),
            site_token: SiteToken::new("site-token"),
            state: "{}".to_owned(),
            at: Moment(1),
        }),
        Some(NewSession { token_hash: token_hash(name), at: Moment(1) }),
    )
}

/// Begins a conversation.
pub(super) async fn begin(store: &dyn Store, name: &str) -> ConversationId {
    done(store, [beginning(name)]).await;
    ConversationId::new(name)
}

/// A line without a client's id and a source.
pub(super) fn line(conversation: &ConversationId, id: &str) -> NewEvent {
    NewEvent {
        conversation: conversation.clone(),
        id: EventId::new(id),
        at: Moment(2),
        client: None,
        source_key: None,
        body: format!("{{\"line\":\"{id}\"}}"),
    }
}

/// A line with a client's id.
pub(super) fn said(conversation: &ConversationId, id: &str, client: &str) -> NewEvent {
    NewEvent { client: Some(ClientId::new(client)), ..line(conversation, id) }
}

/// A line from outside.
pub(super) fn received(conversation: &ConversationId, id: &str, source: &str) -> NewEvent {
    NewEvent { source_key: Some(source.to_owned()), ..line(conversation, id) }
}

/// Work of the desk's lane.
pub(super) fn send(conversation: &ConversationId, body: &str, due: i64) -> NewWork {
    NewWork {
        conversation: conversation.clone(),
        lane: Lane::Desk,
        kind: WorkKind::Send,
        desk: None,
        body: WorkBody::Is(body.to_owned()),
        due: Moment(due),
    }
}

/// An open link to the desk's conversation `remote`.
pub(super) fn link(conversation: &ConversationId, account: &str, remote: &str) -> LinkRow {
    LinkRow {
        conversation: conversation.clone(),
        account: account.to_owned(),
        desk: "messaging".to_owned(),
        remote: Some(remote.to_owned()),
        state: "{}".to_owned(),
        open: true,
        verified_through: None,
        checked_at: None,
        echo_due: None,
        heard_at: None,
    }
}

/// A raw event.
pub(super) fn raw(key: &str, remote: &str, state: InboxState, at: i64) -> NewInbox {
    NewInbox {
        key: key.to_owned(),
        account: "acme".to_owned(),
        remote: Some(remote.to_owned()),
        raw: format!("{{\"key\":\"{key}\"}}"),
        state,
        at: Moment(at),
    }
}

/// An upload that no message names.
pub(super) fn upload(conversation: &ConversationId, id: &str, at: i64) -> NewFile {
    NewFile {
        id: FileId::new(id),
        conversation: conversation.clone(),
        name: "photo.png".to_owned(),
        media_type: "image/png".to_owned(),
        bytes: 7,
        location: format!("local:{id}"),
        account: None,
        claimed: false,
        at: Moment(at),
    }
}

/// Tries operations under guards.
pub(super) async fn attempt(
    store: &dyn Store,
    guards: impl IntoIterator<Item = Guard>,
    operations: impl IntoIterator<Item = Operation>,
) -> Result<Outcome, StoreError> {
    let commit = Commit { guards: guards.into_iter().collect(), operations: operations.into_iter().collect() };
    store.commit(commit).await
}

/// Does operations that nothing stands in the way of.
pub(super) async fn done(store: &dyn Store, operations: impl IntoIterator<Item = Operation>) -> Committed {
    match attempt(store, [], operations).await {
        Ok(Outcome::Committed(committed)) => committed,
        other => panic!("not committed: {other:?}"),
    }
}

/// Whether a commit with these guards, and nothing to do, passes.
pub(super) async fn holds(store: &dyn Store, guard: Guard) -> bool {
    match attempt(store, [guard.clone()], []).await.unwrap() {
        Outcome::Committed(_) => true,
        Outcome::Refused { guard: named, .. } => {
            assert_eq!(named, guard);
            false
        }
    }
}

/// Asserts that operations fail as misuse.
pub(super) async fn wrong(store: &dyn Store, operations: impl IntoIterator<Item = Operation>) {
    let outcome = attempt(store, [], operations).await;
    assert!(matches!(outcome, Err(StoreError::Broken(_))), "{outcome:?}");
}

/// Claims all that is due.
pub(super) async fn claim(store: &dyn Store, now: i64) -> Vec<WorkRow> {
    store.claim(Claim { now: Moment(now), limit: 100 }).await.unwrap()
}

/// The bodies of claimed work.
pub(super) fn bodies(rows: &[WorkRow]) -> Vec<&str> {
    rows.iter().map(|row| row.body.as_str()).collect()
}

/// The log of a conversation as `(seq, id)`.
pub(super) async fn log_of(store: &dyn Store, conversation: &ConversationId) -> Vec<(u64, String)> {
    let rows = store.events(conversation, 0, usize::MAX).await.unwrap();
    rows.into_iter().map(|row| (row.seq, row.id.as_str().to_owned())).collect()
}
