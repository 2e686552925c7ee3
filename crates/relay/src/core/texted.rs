//! Taking a text message: whoever sent it is known by their id at Braze, or is a new visitor without a browser.

use super::{Core, PLANS, Site, changes_too_fast};
use crate::braze::{Channel, Inbound, Standing, route};
use crate::conversation::texted::Texted;
use crate::conversation::{Sms, Snapshot, State, fresh_id, texted};
use crate::provenance::{Provenance, Sourced};
use crate::store::{
    Commit, ConversationRow, Guard, Identity, IdentityKind, NewConversation, Operation, Outcome, StoreError, VisitorId,
};
use crate::visitor::Profile;
use baton_protocol::{ConversationId, Stage};

/// Conversations of a visitor among which the one of their texts is looked for.
const CONVERSATIONS: usize = 20;

/// Whether a text was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is kept now.
    New,
    /// It was taken before.
    Before,
}

impl Core {
    /// Takes a text message, durably and once.
    pub async fn take_text(&self, site: &Site, channel: &Channel, text: &Inbound) -> Result<Taken, StoreError> {
        let who = Identity::new(&site.name, IdentityKind::Texting, &text.external_user_id);
        for _ in 0..PLANS {
            let known = self.store.visitor_of(&who).await?;
            let begun = match &known {
                Some(visitor) => self.conversation_of_texts(visitor).await?,
                None => None,
            };
            let is_new = begun.is_none();
            let snapshot = Snapshot::of(begun.unwrap_or_else(|| self.blank(site)), self.clock.now());
            let route = route(&channel.config, text, standing(&snapshot));
            let texted = Texted { way: route.way, wish: route.wish, reply: route.reply, ..text.texted(&site.name) };
            let mut commit = texted::plan(&snapshot, &texted, &site.manner()).commit();
            if is_new {
                begin(&mut commit, &snapshot);
                commit.operations.push(Operation::Identify(who.clone(), snapshot.row.visitor.clone()));
            }
            if known.is_none() {
                commit.guards.push(Guard::IdentityFree(who.clone()));
            }
            self.learn_of(&mut commit, &snapshot.row.visitor, channel, text, !is_new).await?;
            match self.commit(&snapshot.row.id, commit).await? {
                Outcome::Committed(_) => return Ok(Taken::New),
                Outcome::Refused { guard: Guard::SourceFree(_) | Guard::ClientFree(..), .. } => {
                    return Ok(Taken::Before);
                }
                Outcome::Refused {
                    guard: Guard::Version(..) | Guard::Head(..) | Guard::Profile(..) | Guard::IdentityFree(_),
                    ..
                } => {}
                Outcome::Refused { guard, .. } => {
                    return Err(StoreError::Broken(format!("an unexpected guard refused: {guard:?}")));
                }
            }
        }
        Err(changes_too_fast(&ConversationId::new("of a text message")))
    }

    /// Who is reached by texts under an id at Braze, made where they are yet unknown. None where somebody else was faster.
    pub async fn texting_visitor(
        &self,
        site: &Site,
        channel: &Channel,
        id: &str,
        name: &str,
    ) -> Result<Option<VisitorId>, StoreError> {
        let who = Identity::new(&site.name, IdentityKind::Texting, id);
        if let Some(known) = self.store.visitor_of(&who).await? {
            return Ok(Some(known));
        }
        let mut row = self.blank(site);
        row.state = State { sms: Some(Sms { to: Some(id.to_owned()), ..Sms::default() }), ..State::default() }.write();
        let visitor = row.visitor.clone();
        let mut commit = Commit { guards: vec![Guard::IdentityFree(who.clone())], operations: Vec::new() };
        begin(&mut commit, &Snapshot::of(row, self.clock.now()));
        let mut profile = Profile::default();
        if !name.trim().is_empty() {
            profile.name = Some(Sourced::new(name.to_owned(), Provenance::Config));
        }
        let own = Sourced::new(id.to_owned(), Provenance::Config);
        profile.user_fields.insert(channel.config.user_field.clone(), own);
        commit.operations.push(Operation::SetProfile(visitor.clone(), profile.write()));
        commit.operations.push(Operation::Identify(who, visitor.clone()));
        let outcome = self.store.commit(commit).await?;
        Ok(matches!(outcome, Outcome::Committed(_)).then_some(visitor))
    }

    /// The newest conversation that somebody has by text.
    async fn conversation_of_texts(&self, visitor: &VisitorId) -> Result<Option<ConversationRow>, StoreError> {
        let rows = self.store.conversations_of(visitor, CONVERSATIONS).await?;
        Ok(rows.into_iter().find(|row| State::read(&row.state).sms.is_some()))
    }

    /// A conversation that is yet to begin.
    fn blank(&self, site: &Site) -> ConversationRow {
        let now = self.clock.now();
        ConversationRow {
            id: ConversationId::new(fresh_id(now)),
            site: site.name.clone(),
            site_token: site.token().clone(),
            visitor: VisitorId(fresh_id(now)),
            stage: Stage::default(),
            head: 0,
            state: State::default().write(),
            version: 0,
        }
    }

    /// Keeps what Braze knows of a person. It has shown its secret, so it is believed like a signed token.
    async fn learn_of(
        &self,
        commit: &mut Commit,
        visitor: &VisitorId,
        channel: &Channel,
        text: &Inbound,
        is_kept: bool,
    ) -> Result<(), StoreError> {
        let kept = if is_kept { self.store.profile(visitor).await? } else { None };
        let before = kept.unwrap_or_default();
        let mut profile = Profile::read(&before);
        if let Some(name) = text.name() {
            Profile::learn(&mut profile.name, name, Provenance::Token);
        }
        if let Some(phone) = text.phone.clone() {
            Profile::learn(&mut profile.phone, phone, Provenance::Token);
        }
        let own = Sourced::new(text.external_user_id.clone(), Provenance::Token);
        profile.user_fields.insert(channel.config.user_field.clone(), own);
        let learned = profile.write();
        if learned != before {
            if is_kept {
                commit.guards.push(Guard::Profile(visitor.clone(), before));
            }
            commit.operations.push(Operation::SetProfile(visitor.clone(), learned));
        }
        Ok(())
    }
}

fn standing(snapshot: &Snapshot) -> Standing {
    Standing {
        stopped: snapshot.state.sms.as_ref().is_some_and(|sms| sms.stopped),
        with_agents: matches!(snapshot.row.stage, Stage::Requested | Stage::Queued | Stage::Agent),
    }
}

/// Makes the conversation in the commit of its first text: nothing is there yet that could have changed.
fn begin(commit: &mut Commit, snapshot: &Snapshot) {
    let row = &snapshot.row;
    commit.guards.retain(|guard| !matches!(guard, Guard::Version(..) | Guard::Head(..)));
    let new = NewConversation {
        id: row.id.clone(),
        visitor: row.visitor.clone(),
        profile: Profile::default().write(),
        site: row.site.clone(),
        site_token: row.site_token.clone(),
        state: row.state.clone(),
        at: snapshot.now,
    };
    commit.operations.insert(0, Operation::Begin(Box::new(new), None));
}
