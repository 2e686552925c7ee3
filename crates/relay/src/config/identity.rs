//! Who a visitor is to a site, and what may say so.

use super::settings::settings;
use super::word::words;
use secrecy::SecretString;
use std::collections::BTreeMap;
use url::Url;

settings! {
    /// Who a visitor is, as the site's owner signs it: see `docs/identity.md`.
    pub struct Identity {
        /// The secrets that sign visitors' tokens, each under the key id (`kid`) of the token's header. Zendesk's own for
        /// messaging do: Admin Center > Account > Security > End user authentication > Messaging. Several are valid
        /// side by side while one is being replaced. A secret in a file: `<kid>_file`. A variable reaches a `kid` with
        /// capitals only where the file has it too.
        keys: BTreeMap<String, SecretString> = BTreeMap::new(),
        /// Public keys that verify visitors' tokens, each with the one algorithm it is good for: a key of its own, under
        /// the key id (`kid`) of the token's header; or the address of a set of them, under any name. Several are valid
        /// side by side.
        public_keys: BTreeMap<String, PublicKey> = BTreeMap::new(),
        /// Whom tokens are for: one of these must be the claim `aud`, by any key that has no `audience` of its own. Where
        /// unset, a token with an `aud` is refused, since it is for somebody else.
        audience: Vec<String> = Vec::new(),
        /// Private RSA keys (PEM, PKCS#8 or PKCS#1) that open encrypted payloads, each under a key id. Several are valid
        /// side by side. A key in a file: `<kid>_file`.
        decryption_keys: BTreeMap<String, SecretString> = BTreeMap::new(),
        /// Whether a person is called only for visitors whose identity is signed. All others have the bot alone.
        required: bool = false,
        /// The requester's name on tickets of visitors nobody knows. Never an external id.
        anonymous_name: Option<String> = None,
        /// The requester's e-mail address on those tickets. They then all belong to that one person at Zendesk.
        anonymous_email: Option<String> = None,
        /// Whether the chat itself is for visitors whose identity is signed: from all others nothing is taken, and they are
        /// asked to sign in. Then a person is for them alone too.
        required_to_chat: bool = false,
    }
}

settings! {
    /// A public key, or the address of a set of them.
    pub struct PublicKey {
        /// The one algorithm that its tokens are signed by. Required.
        algorithm: Option<SigningAlgorithm> = None,
        /// The key in PEM, as `openssl pkey -pubout` writes it. This or `jwks_url`.
        pem: Option<SecretString> = None,
        /// The address of a JSON Web Key Set. The relay fetches it, keeps it for ten minutes, and asks anew for a `kid`
        /// it does not know, at most once a minute. `https`, but for a loopback address.
        jwks_url: Option<Url> = None,
        /// Whom its tokens are for: one of these must be the claim `aud`. Where unset, what `identity.audience` says.
        audience: Vec<String> = Vec::new(),
        /// Who its tokens are from: the claim `iss` must be just this. Not looked at where unset.
        issuer: Option<String> = None,
        /// Whether `sub` is the external id in tokens without a `scope`, as IBM's web chat and OpenID Connect sign them.
        subject: bool = false,
    }
}

words! {
    /// How a token is signed.
    pub enum SigningAlgorithm {
        /// RSA with PKCS#1 v1.5 and SHA-256, by a key of 2048 bits or more.
        Rs256 = "RS256",
        /// ECDSA with P-256 and SHA-256.
        Es256 = "ES256",
        /// Ed25519.
        EdDsa = "EdDSA",
    }
}

settings! {
    /// The bot's variables that hold what a visitor says of themselves.
    pub struct IdentityMapping {
        /// The variable with the name.
        name: Option<String> = None,
        /// The variable with the e-mail address.
        email: Option<String> = None,
    }
}

impl Identity {
    /// Whether any token could be verified.
    pub fn takes_tokens(&self) -> bool {
        !self.keys.is_empty() || !self.public_keys.is_empty()
    }
}
