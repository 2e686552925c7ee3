use serde::Deserialize;

use crate::ids::IntegrationId;
use crate::tolerant;

/// Which way a message came in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// The way: `api:conversations` for what was posted by the API, `zd:agentWorkspace`, `zd:answerBot`, `zd:surveys`,
    /// or a channel such as `web`.
    #[serde(default, rename = "type", deserialize_with = "tolerant::lenient")]
    pub kind: String,
    /// The integration behind it.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub integration_id: Option<IntegrationId>,
}
