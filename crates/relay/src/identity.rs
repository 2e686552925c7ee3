//! Who a visitor is: what a signed token proves, what only somebody says, and what of both goes to the desk.

pub mod details;
pub mod fault;
mod jwks;
pub mod key;
pub mod keyring;
pub mod requester;
pub mod said;
pub mod sealed;
pub mod token;

pub use details::Details;
pub use fault::Fault;
pub use keyring::Keyring;
pub use requester::Requester;
pub use token::Proof;

use crate::config;
use crate::provenance::{Provenance, Sourced};
use crate::refusal::Refusal;
use crate::store::{Identity, IdentityKind};
use crate::visitor::Profile;
use baton_protocol::ErrorCode;

/// Takes what a token proved into a profile: the newest token says all that tokens say. A visitor who is somebody
/// already stays that.
pub fn learn(profile: &mut Profile, proof: &Proof) -> Result<(), Fault> {
    match profile.proved_id() {
        Some(known) if !is_same(known, &proof.external_id) => return Err(Fault::Another),
        Some(_) => {}
        None => profile.external_id = Some(signed(&proof.external_id)),
    }
    for slot in [&mut profile.name, &mut profile.email, &mut profile.phone] {
        slot.take_if(|known| known.from == Provenance::Token);
    }
    if let Some(name) = &proof.details.name {
        profile.name = Some(signed(name));
    }
    if let Some(phone) = &proof.details.phone {
        profile.phone = Some(signed(phone));
    }
    if let Some(email) = &proof.details.email {
        // An address the owner itself does not vouch for is as good as any that a page says.
        let from = if proof.email_verified { Provenance::Token } else { Provenance::Page };
        Profile::learn(&mut profile.email, email.clone(), from);
    }
    Ok(())
}

/// Whether an expired token says nothing that is not known: what it proved in its time is kept.
pub fn is_known(profile: &Profile, proof: &Proof) -> bool {
    profile.proved_id().is_some_and(|known| is_same(known, &proof.external_id))
}

/// What others may know a visitor by.
pub fn identities(profile: &Profile, realm: &str) -> Vec<Identity> {
    let Some(id) = profile.proved_id() else { return Vec::new() };
    let email = profile.email.as_ref().filter(|email| email.from == Provenance::Token);
    let email = email.map(|email| Identity::new(realm, IdentityKind::VerifiedEmail, &email.value));
    [Identity::new(realm, IdentityKind::ExternalId, id)].into_iter().chain(email).collect()
}

/// Why this visitor gets no person at this site; none where they do.
pub fn refuses_person(site: &config::Site, profile: &Profile) -> Option<Refusal> {
    let is_missing = site.identity.required && profile.proved_id().is_none();
    let reason = "this site calls a person only for visitors whose identity is signed (`identity.required`), and this \
                  visitor's is not: a token with `external_id`, signed with one of the site's `identity.keys` or \
                  `identity.public_keys`, is missing; give it with Baton('identify', { jwt })";
    is_missing.then(|| Refusal::new(ErrorCode::IdentityRequired, reason))
}

/// Why nothing of what this visitor says is taken at this site; none where it is.
pub fn refuses_word(site: &config::Site, profile: &Profile) -> Option<Refusal> {
    let is_missing = site.identity.required_to_chat && profile.proved_id().is_none();
    let reason = "this site talks only with visitors whose identity is signed (`identity.required_to_chat`), and this \
                  visitor's is not: a token with `external_id`, signed with one of the site's `identity.keys`, is \
                  missing; give it with Baton('identify', { jwt })";
    is_missing.then(|| Refusal::new(ErrorCode::IdentityRequired, reason))
}

fn signed(value: &str) -> Sourced<String> {
    Sourced::new(value.to_owned(), Provenance::Token)
}

/// External ids are compared as Zendesk compares them.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests;
