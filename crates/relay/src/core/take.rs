//! Taking what a client sends.

use super::heard::Heard;
use super::sign_in::SignedIn;
use super::{Core, PLANS, Session, changes_too_fast, event_of};
use crate::conversation::{Plan, Snapshot, handoff, leave, said};
use crate::identity;
use crate::refusal::Refusal;
use crate::store::{Commit, FileRow, Guard, Identity, IdentityKind, Operation, Outcome, StoreError, VisitorId};
use crate::telemetry::metric;
use crate::visitor::{Consent, Profile};
use baton_protocol::stage::Trigger;
use baton_protocol::{ClientFrame, ClientId, ErrorCode, Event, FileId, FormReply, Outgoing, SessionToken, StageReason};

/// What came of a frame.
#[derive(Debug)]
pub enum Took {
    /// What there is to tell comes through the log.
    Nothing,
    /// It was taken before: this is its event.
    Again(Event),
    /// The visitor has signed in.
    SignedIn {
        /// The session's new token; the one before is void.
        session: SessionToken,
        /// Whether the session is in another conversation than before.
        moved: bool,
    },
}

impl Took {
    /// The event, where it was taken before.
    pub fn again(self) -> Option<Event> {
        if let Self::Again(event) = self { Some(event) } else { None }
    }
}

impl Core {
    /// Takes one frame of a client; hello and beats are the connection's own. An id that was taken before brings its
    /// event again; otherwise the event comes through the log like any other.
    pub async fn take(&self, session: &Session, frame: ClientFrame) -> Result<Took, Refusal> {
        if let ClientFrame::Context { user, page, token } = frame {
            let heard = Heard::of(session, user, page, token, self.clock.now()).await;
            return self.take_context(session, heard).await;
        }
        Ok(self.take_into_log(session, frame).await?.map_or(Took::Nothing, Took::Again))
    }

    async fn take_into_log(&self, session: &Session, frame: ClientFrame) -> Result<Option<Event>, Refusal> {
        match frame {
            ClientFrame::Send { id, message } => self.take_message(session, id, message).await,
            ClientFrame::Handoff { id, skill, by_page } => self.take_handoff(session, id, skill, by_page).await,
            ClientFrame::Cancel { id } => {
                self.take_plan(session, &id, |snapshot, _, id| handoff::cancel(snapshot, id)).await
            }
            ClientFrame::LeaveMessage { id } => self.take_leave(session, id).await,
            ClientFrame::End { id } => {
                let asks = session.site.config.rating;
                self.take_plan(session, &id, |snapshot, _, id| handoff::end(snapshot, id, asks)).await
            }
            ClientFrame::Feedback { id, feedback } => self.take_feedback(session, id, feedback).await,
            ClientFrame::Stop { turn } => self.stop(session, &turn).await.map(|()| None),
            ClientFrame::Read { seq } => {
                let operations = vec![Operation::Read(session.row.conversation.clone(), seq)];
                self.store.commit(Commit { guards: Vec::new(), operations }).await?;
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    /// Remembers what the visitor has agreed to, and when the relay first heard of it.
    pub async fn agreed(&self, session: &Session, version: &str) -> Result<(), StoreError> {
        if session.site.config.consent_version().as_deref() != Some(version) {
            return Ok(());
        }
        for _ in 0..PLANS {
            let visitor = &session.row.visitor;
            let text = self.profile_text(visitor).await?;
            let mut profile = Profile::read(&text);
            if profile.consent.as_ref().is_some_and(|known| known.version == version) {
                return Ok(());
            }
            profile.consent = Some(Consent { version: version.to_owned(), at: self.clock.now().0 });
            let guards = vec![Guard::Profile(visitor.clone(), text), Guard::SessionLives(session.hash)];
            let operations = vec![Operation::SetProfile(visitor.clone(), profile.write())];
            match self.store.commit(Commit { guards, operations }).await? {
                Outcome::Refused { guard: Guard::Profile(..), .. } => {}
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    /// The event of a client's id, where that was taken before.
    pub async fn taken(&self, session: &Session, id: &ClientId) -> Result<Option<Event>, Refusal> {
        let row = self.store.event_of_client(&session.row.conversation, id).await?;
        Ok(row.as_ref().map(event_of))
    }

    async fn take_message(&self, session: &Session, id: ClientId, message: Outgoing) -> Result<Option<Event>, Refusal> {
        said::check(&id, &message)?;
        let files = self.files_named(session, &message.files).await?;
        let manner = session.site.manner();
        let taken = self
            .take_plan(session, &id, |snapshot, profile, id| {
                said::plan(snapshot, profile, id, message.clone(), &files, &manner)
            })
            .await?;
        if let (None, Some(rating)) = (&taken, message.form.as_ref().and_then(FormReply::rating)) {
            let (site, rating) = (session.site.name.clone(), rating.to_string());
            metrics::counter!(metric::RATINGS, "site" => site, "rating" => rating).increment(1);
        }
        Ok(taken)
    }

    async fn files_named(&self, session: &Session, ids: &[FileId]) -> Result<Vec<FileRow>, Refusal> {
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            let row = self.store.file(id).await?.filter(|row| row.conversation == session.row.conversation);
            rows.push(row.ok_or_else(|| unknown_file(id))?);
        }
        Ok(rows)
    }

    async fn take_handoff(
        &self,
        session: &Session,
        id: ClientId,
        skill: Option<String>,
        by_page: bool,
    ) -> Result<Option<Event>, Refusal> {
        if !id.is_well_formed() {
            return Err(Refusal::new(ErrorCode::Malformed, "the id must be 1 to 64 of A-Z a-z 0-9 _ -"));
        }
        if !session.site.config.offers_handoff() {
            let reason = "this site offers no handoff: it has no `account`, or `handoff` is off";
            return Err(Refusal::new(ErrorCode::StageRefused, reason));
        }
        if let Some(name) = &skill
            && !session.site.config.skills.contains_key(name)
        {
            let known: Vec<&str> = session.site.config.skills.keys().map(String::as_str).collect();
            let reason = format!("no skill of that name; configured are: {}", known.join(", "));
            return Err(Refusal::new(ErrorCode::ValueRefused, reason));
        }
        let conversation = &session.row.conversation;
        let begins = self.snapshot_of(session).await?.row.stage.after(Trigger::Ask).is_some()
            && self.taken(session, &id).await?.is_none();
        if begins {
            self.check_known(session).await?;
        }
        let away = if begins { self.away(&session.site, skill.as_deref()).await } else { None };
        if begins && away.is_none() {
            self.budgets.handoff(conversation, &session.site.name)?;
        }
        let manner = session.site.manner();
        let reason = if by_page { StageReason::PageAsked } else { StageReason::VisitorAsked };
        let taken = self.take_plan(session, &id, |snapshot, profile, id| {
            let profile = &session.site.profile(profile, &snapshot.state.variables);
            let mut plan = Plan::on(snapshot);
            if let Some(away) = &away
                && leave::away(&mut plan, away, skill.clone(), Some(id.clone()))
            {
                return Ok(plan);
            }
            // A second request while one is under way changes nothing, and is no fault.
            let wish = handoff::Wish { skill: skill.clone(), note: None };
            handoff::ask(&mut plan, profile, &manner, wish, reason, Some(id));
            Ok(plan)
        });
        let taken = taken.await?;
        if begins && away.is_none() && taken.is_none() {
            let (site, word) = (session.site.name.clone(), if by_page { "page" } else { "visitor" });
            metrics::counter!(metric::HANDOFFS, "site" => site, "reason" => word).increment(1);
        }
        Ok(taken)
    }

    async fn take_leave(&self, session: &Session, id: ClientId) -> Result<Option<Event>, Refusal> {
        if !id.is_well_formed() {
            return Err(Refusal::new(ErrorCode::Malformed, "the id must be 1 to 64 of A-Z a-z 0-9 _ -"));
        }
        if !session.site.config.takes_messages() {
            let reason = "this site takes no messages: it has no `account`, or `handoff` or `leave_message` is off";
            return Err(Refusal::new(ErrorCode::StageRefused, reason));
        }
        self.check_known(session).await?;
        if self.taken(session, &id).await?.is_none() {
            // What is left becomes a ticket, as a request for a person does.
            self.budgets.handoff(&session.row.conversation, &session.site.name)?;
        }
        let manner = session.site.manner();
        self.take_plan(session, &id, |snapshot, profile, id| leave::ask(snapshot, profile, id, &manner)).await
    }

    /// People are there for those whom a token made known, where the site wants that.
    async fn check_known(&self, session: &Session) -> Result<(), Refusal> {
        let profile = self.profile(&session.row.visitor).await?;
        identity::refuses_person(&session.site.config, &profile).map_or(Ok(()), Err)
    }

    async fn take_context(&self, session: &Session, heard: Heard) -> Result<Took, Refusal> {
        let allowed = session.site.allowed();
        for _ in 0..PLANS {
            // Another tab may have signed in meanwhile, or left.
            let session = &self.session_of(session.hash).await?;
            let visitor = &session.row.visitor;
            let text = self.profile_text(visitor).await?;
            let profile = Profile::read(&text);
            if let Some(Ok(proof)) = &heard.signed
                && profile.proved_id().is_none_or(|known| identity::is_same(known, &proof.external_id))
                && let Some(person) = self.known_as(session, proof).await?
            {
                let Some(met) = self.meet(session, &person, proof, &heard).await? else { continue };
                self.tell_signed_in(session, &met).await?;
                return Ok(Took::SignedIn { session: met.session, moved: met.moved });
            }
            let mut learned = profile.clone();
            let refused = heard.learn(&mut learned, &allowed);
            let shown = match &heard.signed {
                Some(Ok(_)) => self.shown_anew(session, &learned).await?,
                _ => Vec::new(),
            };
            let signs_in = profile.proved_id().is_none() && learned.proved_id().is_some();
            let rotation = if signs_in { Some(self.rotation(session)?) } else { None };
            if learned != profile || !shown.is_empty() {
                // Another tab may have learned something meanwhile, such as what was typed into the form.
                let mut guards = vec![Guard::Profile(visitor.clone(), text), Guard::SessionLives(session.hash)];
                let mut operations = vec![Operation::SetProfile(visitor.clone(), learned.write())];
                let is_shown = !shown.is_empty();
                // Two devices of a person who was never here may sign in at once.
                let nobody = shown.iter().filter(|known| signs_in && known.kind == IdentityKind::ExternalId);
                guards.extend(nobody.cloned().map(Guard::IdentityFree));
                operations.extend(shown.into_iter().map(|known| Operation::Identify(known, visitor.clone())));
                let token = rotation.map(|(token, guard, rotate)| {
                    guards.push(guard);
                    operations.push(rotate);
                    token
                });
                if let Outcome::Refused { .. } = self.store.commit(Commit { guards, operations }).await? {
                    continue;
                }
                if let Some(token) = token {
                    let now = SignedIn { session: token, moved: false };
                    self.tell_signed_in(session, &now).await?;
                    return Ok(Took::SignedIn { session: now.session, moved: false });
                }
                if is_shown {
                    self.accounts.values().for_each(|account| account.look_at_waiting());
                    self.intake_due.notify_one();
                }
            }
            return heard.answer(&refused).map(|()| Took::Nothing);
        }
        Err(changes_too_fast(&session.row.conversation).into())
    }

    /// Who a visitor is shown to be and was not the last to be shown as: they may have signed in elsewhere since.
    async fn shown_anew(&self, session: &Session, profile: &Profile) -> Result<Vec<Identity>, StoreError> {
        let mut anew = Vec::new();
        for known in identity::identities(profile, session.site.realm()) {
            if self.store.visitor_of(&known).await?.as_ref() != Some(&session.row.visitor) {
                anew.push(known);
            }
        }
        Ok(anew)
    }

    pub(super) async fn profile_text(&self, visitor: &VisitorId) -> Result<String, StoreError> {
        Ok(self.store.profile(visitor).await?.unwrap_or_default())
    }

    /// Plans and commits what carries a client's id, once for ever.
    pub(super) async fn take_plan(
        &self,
        session: &Session,
        id: &ClientId,
        mut plan: impl FnMut(&Snapshot, &Profile, ClientId) -> Result<Plan, Refusal>,
    ) -> Result<Option<Event>, Refusal> {
        let conversation = &session.row.conversation;
        // A plan may be refused because its first try has already happened: look before saying no.
        if let Some(event) = self.taken(session, id).await? {
            return Ok(Some(event));
        }
        for _ in 0..PLANS {
            let snapshot = self.snapshot_of(session).await?;
            let text = self.profile_text(&session.row.visitor).await?;
            let profile = Profile::read(&text);
            if let Some(refusal) = identity::refuses_word(&session.site.config, &profile) {
                return Err(refusal);
            }
            let mut commit = plan(&snapshot, &profile, id.clone())?.commit();
            commit.guards.push(Guard::Profile(session.row.visitor.clone(), text));
            commit.guards.push(Guard::SessionLives(session.hash));
            crate::faults::point("visitor_before_commit").await;
            match self.commit(conversation, commit).await? {
                Outcome::Committed(_) => {
                    crate::faults::point("visitor_after_commit").await;
                    return Ok(None);
                }
                Outcome::Refused { guard: Guard::Version(..) | Guard::Head(..) | Guard::Profile(..), .. } => {}
                // The visitor has left in another tab, or signed in there.
                Outcome::Refused { guard: Guard::SessionLives(_), .. } => {
                    self.session_of(session.hash).await?;
                }
                Outcome::Refused { guard: Guard::ClientFree(..), existing } => {
                    return Ok(existing.map(|row| event_of(&row)));
                }
                Outcome::Refused { guard: Guard::Unclaimed(_, files), .. } => {
                    let refusal = files.first().map(unknown_file);
                    return Err(refusal.unwrap_or_else(|| Refusal::new(ErrorCode::FileUnknown, "the file is gone")));
                }
                Outcome::Refused { guard, .. } => {
                    return Err(StoreError::Broken(format!("an unexpected guard refused: {guard:?}")).into());
                }
            }
        }
        Err(changes_too_fast(conversation).into())
    }
}

fn unknown_file(id: &FileId) -> Refusal {
    Refusal::new(ErrorCode::FileUnknown, format!("file {id} is not known here, or a message names it already"))
}
