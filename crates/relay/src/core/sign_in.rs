//! Signing in: what comes of a session once a token has proved whose it is.
//!
//! Who was nobody is somebody now. The session's token changes with that, in the same commit and without a grace: who
//! knew the old one knew an anonymous visitor's. An answer that is lost locks nobody out, since the page proves again who
//! its visitor is, and whoever that is has one place here.
//!
//! Where the person is known already, by another device or an earlier visit, the session becomes theirs, with all that
//! was said in it before: see [`Core::meet`].

use super::heard::{Heard, refused_for};
use super::{Core, Session, fresh_token, token_hash};
use crate::conversation::{Plan, Snapshot};
use crate::identity::{self, Proof};
use crate::refusal::Refusal;
use crate::store::{
    Commit, ConversationRow, Guard, Identity, IdentityKind, Lane, NewSession, Operation, Outcome, StoreError,
    VisitorId, WorkKind,
};
use crate::visitor::Profile;
use baton_protocol::stage::Trigger;
use baton_protocol::{ConversationId, ErrorCode, EventBody, SessionToken, Stage, StageReason};
use std::collections::BTreeMap;

/// Events of an anonymous conversation that are taken along at most, the newest.
const EVENTS: u64 = 1_000;

/// A session that was signed in.
#[derive(Debug)]
pub(super) struct SignedIn {
    pub(super) session: SessionToken,
    /// Whether it is in another conversation than before.
    pub(super) moved: bool,
}

/// How the conversations of two visitors, who are one, become one person's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The session stays in its conversation; whatever the person has beside it is listed.
    Stay,
    /// The session goes to the person's own; this one is listed.
    Go,
    /// The same, and this one was empty.
    GoEmpty,
    /// What was said here goes to the end of the person's own.
    Merge,
}

impl Core {
    /// Who a proof names here, where that is somebody else than the session's visitor as yet.
    pub(super) async fn known_as(&self, session: &Session, proof: &Proof) -> Result<Option<VisitorId>, StoreError> {
        let who = Identity::new(session.site.realm(), IdentityKind::ExternalId, &proof.external_id);
        Ok(self.store.visitor_of(&who).await?.filter(|known| *known != session.row.visitor))
    }

    /// The operations and guards that give a session its new token, for the visitor it has.
    pub(super) fn rotation(&self, session: &Session) -> Result<(SessionToken, Guard, Operation), Refusal> {
        let (visitor, conversation) = (session.row.visitor.clone(), session.row.conversation.clone());
        self.rotation_to(session, visitor, conversation)
    }

    fn rotation_to(
        &self,
        session: &Session,
        visitor: VisitorId,
        conversation: ConversationId,
    ) -> Result<(SessionToken, Guard, Operation), Refusal> {
        let token = fresh_token()?;
        let new = NewSession { token_hash: token_hash(&token), at: self.clock.now() };
        let row = &session.row;
        let guard = Guard::Session(session.hash, row.visitor.clone(), row.conversation.clone());
        Ok((token, guard, Operation::RotateSession { old: session.hash, new, visitor, conversation }))
    }

    /// Tells the session's other tabs that their token is void, and those who read the person's conversations.
    pub(super) async fn tell_signed_in(&self, before: &Session, now: &SignedIn) -> Result<(), Refusal> {
        self.bus.others(&before.row.conversation);
        self.accounts.values().for_each(|account| account.look_at_waiting());
        self.intake_due.notify_one();
        self.work_added.notify_one();
        if let Ok(session) = self.session(&now.session).await {
            self.bus.look(&session.row.conversation);
            self.tell_others(&session.row.visitor, &session.row.conversation).await?;
        }
        Ok(())
    }

    /// Makes a session the person's whom a token proved. Nothing where somebody was faster: then it is looked at anew.
    ///
    /// - What was never with a desk goes to the end of the person's own conversation on this site, in its order. It makes
    ///   the bot answer nothing that it has answered.
    /// - While agents have the person's own, it stays a conversation of its own beside that.
    /// - What is or was with a desk stays whole, and the session in it.
    pub(super) async fn meet(
        &self,
        session: &Session,
        person: &VisitorId,
        proof: &Proof,
        heard: &Heard,
    ) -> Result<Option<SignedIn>, Refusal> {
        let here = self.snapshot_of(session).await?;
        let (mine, theirs) = (self.profile_text(&session.row.visitor).await?, self.profile_text(person).await?);
        let own = self.own_conversation(person, &session.row.site).await?;
        let seqs = self.said_in(&here).await?;
        let way = self.way(&here, own.as_ref(), &seqs).await?;
        let (mut commit, to) = match (way, own) {
            (Way::Merge, Some(own)) => self.merged(&here, own, &seqs).await?,
            (Way::Go | Way::GoEmpty, Some(own)) => (Commit::default(), own.id),
            _ => (Commit::default(), here.row.id.clone()),
        };
        if matches!(way, Way::Merge | Way::GoEmpty) {
            let operations = &mut commit.operations;
            if way == Way::GoEmpty {
                operations.push(Operation::MoveEvents {
                    from: here.row.id.clone(),
                    into: to.clone(),
                    seqs: Vec::new(),
                });
            }
            operations.push(Operation::DropConversation(here.row.id.clone()));
        }
        let absorb = Operation::Absorb { from: session.row.visitor.clone(), into: person.clone() };
        commit.operations.insert(0, absorb);
        let profile = met(&mine, &theirs, proof, heard, session)?;
        commit.operations.push(Operation::SetProfile(person.clone(), profile.write()));
        let identities = identity::identities(&profile, session.site.realm());
        commit.operations.extend(identities.into_iter().map(|known| Operation::Identify(known, person.clone())));
        let (token, guard, rotate) = self.rotation_to(session, person.clone(), to.clone())?;
        commit.operations.push(rotate);
        commit.guards.extend([
            guard,
            Guard::Profile(session.row.visitor.clone(), mine),
            Guard::Profile(person.clone(), theirs),
            Guard::Version(here.row.id.clone(), here.row.version),
            Guard::Head(here.row.id.clone(), here.row.head),
        ]);
        match self.store.commit(commit).await? {
            Outcome::Committed(_) => Ok(Some(SignedIn { session: token, moved: to != session.row.conversation })),
            Outcome::Refused { .. } => Ok(None),
        }
    }

    /// The person's own conversation on a site: the one with agents, else the newest.
    async fn own_conversation(&self, person: &VisitorId, site: &str) -> Result<Option<ConversationRow>, StoreError> {
        let mut rows = self.conversations_at(person, site).await?;
        let with_desk = rows.iter().position(is_at_desk);
        Ok(if rows.is_empty() { None } else { Some(rows.swap_remove(with_desk.unwrap_or(0))) })
    }

    async fn way(&self, here: &Snapshot, own: Option<&ConversationRow>, seqs: &[u64]) -> Result<Way, StoreError> {
        let Some(own) = own else { return Ok(Way::Stay) };
        let was_with_desk = is_at_desk(&here.row)
            || here.state.pending.is_some()
            || here.state.sms.is_some()
            || self.store.link(&here.row.id).await?.is_some();
        Ok(match (was_with_desk, is_at_desk(own)) {
            (true, true) if !is_at_desk(&here.row) => Way::Go,
            (true, _) => Way::Stay,
            (false, _) if seqs.is_empty() => Way::GoEmpty,
            (false, true) => Way::Go,
            // What the bot is just about to say there must not come between.
            (false, false) if self.is_answering(own).await? => Way::Stay,
            (false, false) => Way::Merge,
        })
    }

    /// Whether the bot has yet to answer something.
    async fn is_answering(&self, row: &ConversationRow) -> Result<bool, StoreError> {
        let guards = vec![Guard::LaneEmpty(row.id.clone(), Lane::Bot)];
        let outcome = self.store.commit(Commit { guards, operations: Vec::new() }).await?;
        Ok(matches!(outcome, Outcome::Refused { .. }))
    }

    /// The `seq` of what the visitor and the bot have said. Forms and stages stay behind: they were about this conversation.
    async fn said_in(&self, here: &Snapshot) -> Result<Vec<u64>, StoreError> {
        let after = here.row.head.saturating_sub(EVENTS);
        let events = self.events(&here.row.id, after, usize::try_from(EVENTS).unwrap_or(usize::MAX)).await?;
        let said = events.iter().filter(|event| match event.body.known() {
            Some(EventBody::Visitor(message)) => message.form.is_none(),
            Some(EventBody::Bot(_)) => true,
            _ => false,
        });
        Ok(said.map(|event| event.seq).collect())
    }

    async fn merged(
        &self,
        here: &Snapshot,
        own: ConversationRow,
        seqs: &[u64],
    ) -> Result<(Commit, ConversationId), StoreError> {
        let id = own.id.clone();
        let has_read_all = self.store.read_to(&id).await? >= own.head;
        let own = Snapshot::of(own, self.clock.now());
        let mut plan = Plan::on(&own);
        plan.guard(Guard::Head(id.clone(), own.row.head)).guard(Guard::LaneEmpty(id.clone(), Lane::Bot));
        let began = plan.trigger(Trigger::VisitorWrites, StageReason::VisitorWrote, None).is_some();
        let base = own.row.head + u64::from(began);
        plan.operation(Operation::MoveEvents { from: here.row.id.clone(), into: id.clone(), seqs: seqs.to_vec() });
        let through = |seq: u64| base + seqs.iter().filter(|moved| **moved <= seq).count() as u64;
        if has_read_all {
            plan.operation(Operation::Read(id.clone(), through(u64::MAX)));
        }
        let is_answered = !self.is_answering(&here.row).await?;
        plan.state().answered = through(if is_answered { u64::MAX } else { here.state.answered });
        if !is_answered {
            plan.ensure(Lane::Bot, WorkKind::BotTurn);
        }
        let variables = std::mem::take(&mut plan.state().variables);
        plan.state().variables = union(here.state.variables.clone(), variables);
        Ok((plan.commit(), id))
    }

    /// The conversation of a session as it is now. One that is gone took the session with it.
    pub(super) async fn snapshot_of(&self, session: &Session) -> Result<Snapshot, Refusal> {
        match self.store.conversation(&session.row.conversation).await? {
            Some(row) => Ok(Snapshot::of(row, self.clock.now())),
            None => Err(Refusal::new(ErrorCode::SessionUnknown, "this session has ended; begin a new one")),
        }
    }
}

fn is_at_desk(row: &ConversationRow) -> bool {
    matches!(row.stage, Stage::Requested | Stage::Queued | Stage::Agent)
}

/// The entries of both; those of the second count where both have one.
fn union<T>(one: BTreeMap<String, T>, mut other: BTreeMap<String, T>) -> BTreeMap<String, T> {
    for (key, value) in one {
        other.entry(key).or_insert(value);
    }
    other
}

/// The person's profile, with what the session's visitor has said of themselves where the person has said nothing, and
/// what the page says now.
fn met(mine: &str, theirs: &str, proof: &Proof, heard: &Heard, session: &Session) -> Result<Profile, Refusal> {
    let (mine, mut profile) = (Profile::read(mine), Profile::read(theirs));
    for (slot, value) in [
        (&mut profile.name, mine.name),
        (&mut profile.email, mine.email),
        (&mut profile.phone, mine.phone),
        (&mut profile.avatar, mine.avatar),
    ] {
        if slot.is_none() {
            *slot = value;
        }
    }
    profile.locale = mine.locale.or(profile.locale);
    profile.page = mine.page.or(profile.page);
    profile.consent = mine.consent.or(profile.consent);
    profile.data = union(mine.data, profile.data);
    profile.user_fields = union(mine.user_fields, profile.user_fields);
    identity::learn(&mut profile, proof).map_err(|fault| refused_for(&fault))?;
    // What of it is refused is told when the page says it again, to the session that comes back.
    heard.learn(&mut profile, &session.site.allowed());
    Ok(profile)
}
