//! Who a visitor is to a site, and what may say so.

use super::settings::settings;
use secrecy::SecretString;
use std::collections::BTreeMap;

settings! {
    /// Who a visitor is, as the site's owner signs it: see `docs/identity.md`.
    pub struct Identity {
        /// The secrets that sign visitors' tokens, each under the key id (`kid`) of the token's header. Zendesk's own for
        /// messaging do: Admin Center > Account > Security > End user authentication > Messaging. Several are valid
        /// side by side while one is being replaced. A secret in a file: `<kid>_file`. A variable reaches a `kid` with
        /// capitals only where the file has it too.
        keys: BTreeMap<String, SecretString> = BTreeMap::new(),
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
    /// The bot's variables that hold what a visitor says of themselves.
    pub struct IdentityMapping {
        /// The variable with the name.
        name: Option<String> = None,
        /// The variable with the e-mail address.
        email: Option<String> = None,
    }
}
