//! What a page says of its visitor, with what came of its token and of what is encrypted.

use super::Session;
use crate::clock::Moment;
use crate::conversation::context::{self, Allowed, Refused};
use crate::identity::{self, Details, Fault, Proof};
use crate::refusal::Refusal;
use crate::visitor::Profile;
use baton_protocol::{ErrorCode, IdentityToken, UserDetails};
use std::sync::Arc;

/// When a token is worth giving again whose keys could not be fetched, in milliseconds from then. Longer than the pause
/// between two fetches.
const KEYS_RETRY_MS: u64 = 35_000;

/// What a page says, with what came of its token and of what is encrypted.
pub(super) struct Heard {
    user: UserDetails,
    page: Option<String>,
    pub(super) signed: Option<Result<Proof, Fault>>,
    sealed: Option<Result<Details, Fault>>,
}

impl Heard {
    pub(super) async fn of(
        session: &Session,
        mut user: UserDetails,
        page: Option<String>,
        token: Option<IdentityToken>,
        now: Moment,
    ) -> Self {
        let sealed = match user.encrypted.take() {
            Some(text) => Some(opened(session, text).await),
            None => None,
        };
        let signed = match token {
            Some(token) => Some(identity::token::verify(&token, &session.site.keys, now).await),
            None => None,
        };
        Self { user, page, signed, sealed }
    }

    /// Takes in what can be taken, and says what cannot.
    pub(super) fn learn(&self, profile: &mut Profile, allowed: &Allowed) -> Vec<Refused> {
        let mut refused = self.prove(profile, allowed);
        refused.extend(context::learn(profile, self.user.clone(), self.page.as_deref(), allowed));
        match &self.sealed {
            None => {}
            Some(Ok(details)) => refused.extend(context::learn_sealed(profile, details.clone(), allowed)),
            Some(Err(fault)) => refused.push(Refused { code: fault.code(), reason: fault.to_string() }),
        }
        refused
    }

    /// Takes in what a token proved; or why it proves nothing.
    fn prove(&self, profile: &mut Profile, allowed: &Allowed) -> Vec<Refused> {
        let fault = match &self.signed {
            None => return Vec::new(),
            Some(Err(Fault::Expired { proof, .. })) if identity::is_known(profile, proof) => return Vec::new(),
            Some(Err(fault)) => fault.clone(),
            Some(Ok(proof)) => match identity::learn(profile, proof) {
                Ok(()) => return context::learn_signed(profile, &proof.details, proof.sealed, allowed),
                Err(fault) => fault,
            },
        };
        let Refusal { code, message: reason, .. } = refused_for(&fault);
        vec![Refused { code, reason }]
    }

    /// What a page is told: nothing, or what was not taken.
    pub(super) fn answer(&self, refused: &[Refused]) -> Result<(), Refusal> {
        let Some(first) = refused.first() else { return Ok(()) };
        let reasons: Vec<&str> = refused.iter().map(|refused| refused.reason.as_str()).collect();
        let refusal = Refusal::new(first.code, reasons.join("; "));
        let again = first.code == ErrorCode::IdentityUnavailable;
        Err(if again { refusal.after(KEYS_RETRY_MS) } else { refusal })
    }
}

/// Why a token is refused.
pub(super) fn refused_for(fault: &Fault) -> Refusal {
    Refusal::new(fault.code(), format!("the identity token is refused: {fault}"))
}

/// Computes for milliseconds, and for anybody who asks: beside what serves all others.
async fn opened(session: &Session, text: String) -> Result<Details, Fault> {
    let site = Arc::clone(&session.site);
    let opened = tokio::task::spawn_blocking(move || site.keys.opener().open(&text)).await;
    opened.unwrap_or(Err(Fault::Sealed("the relay failed at it")))
}
