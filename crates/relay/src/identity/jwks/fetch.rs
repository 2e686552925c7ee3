//! Fetching a set of keys: within a time, up to a size, from that address alone.

use crate::outward;
use std::time::Duration;
use url::Url;

/// A whole fetch.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of a set. The largest ones in use have some ten thousand.
const BYTES: usize = 256 * 1024;

/// Why a set could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Trouble {
    /// No client could be made.
    #[error("this machine makes no HTTP client")]
    Client,
    /// No answer.
    #[error("{0}")]
    Unreached(&'static str),
    /// Another answer than 200. A redirect is one: it would lead to keys of somebody else's choice.
    #[error("it answers {0}; a 200 with the keys is wanted, and no redirect is followed")]
    Status(u16),
    /// Too much of an answer.
    #[error("it answers with more than {BYTES} bytes")]
    Large,
    /// Not a set.
    #[error("it answers with something that is no JSON Web Key Set")]
    Form,
    /// A set of other keys.
    #[error("its set has no key for {0}")]
    Empty(&'static str),
}

#[derive(Debug)]
pub(super) struct Client(Option<reqwest::Client>);

impl Client {
    pub(super) fn new(url: &Url) -> Self {
        Self(outward::client(url, PATIENCE).ok())
    }

    /// What stands at an address.
    pub(super) async fn get(&self, url: &Url) -> Result<Vec<u8>, Trouble> {
        let client = self.0.as_ref().ok_or(Trouble::Client)?;
        let mut answer = client.get(url.clone()).send().await.map_err(|error| unreached(&error))?;
        if answer.status().as_u16() != 200 {
            return Err(Trouble::Status(answer.status().as_u16()));
        }
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| unreached(&error))? {
            if bytes.len() + piece.len() > BYTES {
                return Err(Trouble::Large);
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

fn unreached(error: &reqwest::Error) -> Trouble {
    Trouble::Unreached(if error.is_timeout() { "it does not answer in time" } else { "it cannot be reached" })
}
