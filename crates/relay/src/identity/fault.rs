//! Why a token or a payload proves nothing.

use super::token::Proof;
use baton_protocol::ErrorCode;

/// The check that failed, in words for the developer of the page. No secret, nothing of what a token claimed, and nothing
/// of what a payload hid.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// The site has no keys.
    #[error("this site takes no signed identity: it has no `identity.keys` and no `identity.public_keys`")]
    NoKeys,
    /// It is no token.
    #[error("it is not a JSON Web Token: {0}")]
    Malformed(&'static str),
    /// Signed in another way than the key is for, or not at all.
    #[error("the header's `alg` is {given}; {taken}")]
    Algorithm {
        /// What the header says.
        given: String,
        /// What is taken.
        taken: &'static str,
    },
    /// The header asks for something that is not understood.
    #[error("the header's `crit` asks for what is not understood here; leave it out")]
    Critical,
    /// The header names no key.
    #[error("the header has no `kid`; it names the key that signed the token")]
    NoKey,
    /// The header names a key that is not the site's.
    #[error("the header's `kid` is {0}, which is not among the site's `identity.keys` and `identity.public_keys`")]
    UnknownKey(String),
    /// The key is in a set that cannot be had.
    #[error("the keys that verify it cannot be fetched just now; try again")]
    KeysUnavailable,
    /// The signature is not by that key.
    #[error("the signature is not by the key that `kid` names: another key signed it, or it was changed since")]
    Signature,
    /// A claim is not what it must be.
    #[error("the claim `{0}` {1}")]
    Claim(&'static str, &'static str),
    /// The time it was valid for is over. What it said in its time is carried along.
    #[error("it expired (`exp`) {seconds} seconds ago; sign a fresh one")]
    Expired {
        /// How long ago.
        seconds: i64,
        /// What it proved until then.
        proof: Box<Proof>,
    },
    /// It is of a time to come.
    #[error("the claim `{0}` is {1} seconds ahead of the relay's clock; is the signer's clock right?")]
    Early(&'static str, i64),
    /// It is of somebody else than the visitor has been proved to be.
    #[error("it names another `external_id` than this chat's visitor has; call Baton('logout') when your user changes")]
    Another,
    /// What is encrypted cannot be opened, or says what it must not.
    #[error("what is encrypted cannot be used: {0}")]
    Sealed(&'static str),
}

impl Fault {
    /// The code that the page hears.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Expired { .. } => ErrorCode::IdentityExpired,
            Self::KeysUnavailable => ErrorCode::IdentityUnavailable,
            Self::Another => ErrorCode::IdentityOther,
            _ => ErrorCode::IdentityRefused,
        }
    }
}
