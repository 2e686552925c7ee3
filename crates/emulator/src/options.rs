//! What an emulator is started with.

use crate::account::demo;
use crate::account::preset::Preset;
use crate::clock::{SystemTime, TimeSource};
use crate::switches::Switches;
use anyhow::bail;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

/// Ids and secrets of the account. [`Default`] is the well-known demo account of [`demo`].
#[derive(Debug, Clone)]
pub struct Seeds {
    /// Id of the Sunshine Conversations app.
    pub app_id: String,
    /// Key of scope `app`: id and secret.
    pub app_key: (String, String),
    /// Id of the custom integration, where the preset has one.
    pub integration_id: String,
    /// That integration's key: id and secret.
    pub integration_key: (String, String),
    /// Secret its webhook sends as `X-API-Key`.
    pub webhook_secret: String,
    /// OAuth client of Support: identifier and secret.
    pub oauth_client: (String, String),
    /// API token of Support: e-mail and token.
    pub api_token: (String, String),
    /// REST API key of the stand-in for Braze.
    pub braze_api_key: String,
}

impl Default for Seeds {
    fn default() -> Self {
        let pair = |id: &str, secret: &str| (id.to_owned(), secret.to_owned());
        Self {
            app_id: demo::APP_ID.to_owned(),
            app_key: pair(demo::APP_KEY_ID, demo::APP_KEY_SECRET),
            integration_id: demo::INTEGRATION_ID.to_owned(),
            integration_key: pair(demo::INTEGRATION_KEY_ID, demo::INTEGRATION_KEY_SECRET),
            webhook_secret: demo::WEBHOOK_SECRET.to_owned(),
            oauth_client: pair(demo::OAUTH_CLIENT_ID, demo::OAUTH_CLIENT_SECRET),
            api_token: pair(demo::SUPPORT_EMAIL, demo::SUPPORT_API_TOKEN),
            braze_api_key: demo::BRAZE_API_KEY.to_owned(),
        }
    }
}

/// How an emulator starts.
#[derive(Clone)]
pub struct Options {
    /// Where the API, the control API and the console listen. Loopback only.
    pub listen: SocketAddr,
    /// Where signed file addresses are served: another origin. Loopback only.
    pub media_listen: SocketAddr,
    /// Where the stand-in for Braze listens. Loopback only.
    pub braze_listen: SocketAddr,
    /// Where the stand-ins for services of bots listen. Loopback only.
    pub bots_listen: SocketAddr,
    /// Source of time; the control API adds its offset to it.
    pub time: Arc<dyn TimeSource>,
    /// What the account holds at the start.
    pub preset: Preset,
    /// Behaviour where the vendor's contract leaves room.
    pub switches: Switches,
    /// Ids and secrets.
    pub seeds: Seeds,
    /// Where the preset's webhook goes; it can be set later by the control API.
    pub webhook_target: Option<String>,
    /// File that gets one JSON line for each API answer and each webhook sent.
    pub journal: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            listen: any,
            media_listen: any,
            braze_listen: any,
            bots_listen: any,
            time: Arc::new(SystemTime),
            preset: Preset::default(),
            switches: Switches::default(),
            seeds: Seeds::default(),
            webhook_target: None,
            journal: None,
        }
    }
}

impl Options {
    /// Refuses addresses another machine could reach: the demo's secrets are public.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        for address in [self.listen, self.media_listen, self.braze_listen, self.bots_listen] {
            if !address.ip().is_loopback() {
                bail!("the emulator listens on loopback addresses only, not on {address}: its secrets are public");
            }
        }
        Ok(())
    }
}
