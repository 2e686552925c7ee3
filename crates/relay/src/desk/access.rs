//! How the desks of an account get into its APIs.

use super::{FileFault, OpenFile};
use crate::config::{self, SupportAccess};
use baton_zendesk::limits::UPLOAD_MAX;
use baton_zendesk::media::{HostRule, MediaError, MediaFetcher, MediaPolicy};
use baton_zendesk::{Credential, Error, Http, Support};
use futures_util::StreamExt as _;
use url::Url;

/// A client of Support that asks for these scopes; none where the account has no credential for it.
pub(super) fn support(
    account: &config::Account,
    http: Http,
    root: &Url,
    scope: &str,
) -> anyhow::Result<Option<Support>> {
    let Some(access) = account.support() else { return Ok(None) };
    let credential = match access {
        SupportAccess::OAuth { client_id, client_secret } => Credential::OAuth {
            token_url: root.join("oauth/tokens")?,
            client_id: client_id.to_owned(),
            client_secret: client_secret.clone(),
            scope: scope.to_owned(),
        },
        SupportAccess::EmailToken { email, api_token } => {
            Credential::EmailToken { email: email.to_owned(), token: api_token.clone() }
        }
    };
    Ok(Some(Support::new(http, root.clone(), credential)))
}

/// Where files of agents may lie: the vendor's known hosts as configured, the account's own host without our credential
/// (agents' pictures), and an emulator on this machine.
pub(super) fn media_policy(account: &config::Account, root: &Url) -> MediaPolicy {
    let mut redirect_hosts: Vec<HostRule> = account.file_hosts().map(HostRule::from).collect();
    redirect_hosts.extend(root.host_str().map(HostRule::from));
    let trusted_origins = account.trusted_addresses().iter().map(Url::origin).collect();
    MediaPolicy { redirect_hosts, trusted_origins, max_bytes: UPLOAD_MAX }
}

/// Opens a file at the desk.
pub(super) async fn open_media(media: &MediaFetcher, url: &str) -> Result<OpenFile, FileFault> {
    let media = media.fetch(url).await.map_err(|error| fault(&error))?;
    let media_type = media.content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
    let stream = media.body.map(|piece| piece.map_err(std::io::Error::other)).boxed();
    Ok(OpenFile { media_type, bytes: media.length, stream })
}

fn fault(error: &MediaError) -> FileFault {
    match error {
        MediaError::NotOurs | MediaError::Redirect(_) | MediaError::TooLarge { .. } => {
            FileFault::Refused(error.to_string())
        }
        MediaError::Call(Error::NotFound(_)) => FileFault::Gone,
        MediaError::Interrupted(_) | MediaError::Call(_) => FileFault::Unavailable(error.to_string()),
    }
}
