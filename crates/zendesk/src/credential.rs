//! What lets us in.

use reqwest::RequestBuilder;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::error::Error;
use crate::http::Http;

mod token;

use token::{Token, TokenCache};

/// A credential. Its secret parts are never shown, not even by `Debug`.
#[derive(Debug, Clone)]
pub enum Credential {
    /// An API key of Sunshine Conversations. The id's prefix tells its scope: `app_`, `int_` (one integration), `act_`
    /// or `svc_` (account).
    Basic {
        /// The key's id.
        key_id: String,
        /// The key's secret.
        secret: SecretString,
    },
    /// An OAuth client of the account, with the client-credentials grant. The token is fetched when first needed, kept,
    /// and fetched anew shortly before it expires and whenever it is refused.
    OAuth {
        /// Where tokens are issued: `https://{subdomain}.zendesk.com/oauth/tokens`.
        token_url: Url,
        /// The client's identifier.
        client_id: String,
        /// The client's secret.
        client_secret: SecretString,
        /// What to ask for, such as `tickets:read users:read`.
        scope: String,
    },
    /// An agent's e-mail address and an API token of Support. The vendor is retiring these.
    EmailToken {
        /// The agent's address.
        email: String,
        /// The token.
        token: SecretString,
    },
}

/// A credential in use.
#[derive(Debug)]
pub(crate) struct Access {
    credential: Credential,
    tokens: TokenCache,
}

/// Permission for one request.
pub(crate) enum Grant {
    Basic { user: String, password: SecretString },
    Bearer(Token),
}

impl Access {
    pub(crate) fn new(credential: Credential) -> Self {
        Self { credential, tokens: TokenCache::default() }
    }

    /// What to sign the next request with. May fetch a token; that it could not is never an unknown outcome, because
    /// the request itself was not sent.
    pub(crate) async fn grant(&self, http: &Http) -> Result<Grant, Error> {
        match &self.credential {
            Credential::Basic { key_id, secret } => Ok(Grant::Basic { user: key_id.clone(), password: secret.clone() }),
            Credential::EmailToken { email, token } => {
                Ok(Grant::Basic { user: format!("{email}/token"), password: token.clone() })
            }
            Credential::OAuth { token_url, client_id, client_secret, scope } => {
                let request = token::TokenRequest::new(client_id, client_secret, scope);
                self.tokens.get(|| token::fetch(http, token_url, request)).await.map(Grant::Bearer)
            }
        }
    }

    /// Drops a token that was refused. Says whether another one can be had.
    pub(crate) async fn forget(&self, grant: &Grant) -> bool {
        match grant {
            Grant::Basic { .. } => false,
            Grant::Bearer(token) => {
                self.tokens.forget(token).await;
                true
            }
        }
    }
}

impl Grant {
    pub(crate) fn sign(&self, request: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Basic { user, password } => request.basic_auth(user, Some(password.expose_secret())),
            Self::Bearer(token) => request.bearer_auth(token.expose()),
        }
    }
}
