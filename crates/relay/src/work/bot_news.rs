//! Telling a bot what happens beside its turns. It waits in the bot's lane, so that the bot knows before its next turn;
//! a bot that cannot be told is not waited for.

use super::{backoff, settle};
use crate::bot::{News, What};
use crate::core::Core;
use crate::store::{Operation, StoreError, WorkRow};
use crate::telemetry::metric;
use std::time::Duration;

/// Tries before it is given up.
const TRIES: u32 = 2;
/// How long a bot may take to hear it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Tells it, where the bot listens.
pub(super) async fn run(core: &Core, row: &WorkRow) -> Result<(), StoreError> {
    let done = settle(core, row, vec![Operation::Finish(row.id)]);
    let conversation = core.snapshot(&row.conversation).await?;
    let site = core.sites.by_name(&conversation.row.site).filter(|site| site.bot.listens());
    let (Some(site), Ok(what)) = (site, serde_json::from_str::<What>(&row.body)) else {
        return done.await.map(drop);
    };
    let news = News {
        id: format!("news-{}", row.id.0),
        conversation: row.conversation.clone(),
        site: site.name.clone(),
        what,
    };
    let heard = tokio::select! {
        heard = site.bot.told(news) => heard.map_err(|error| error.to_string()),
        () = core.clock.sleep_until(core.clock.now() + PATIENCE) => Err("no answer in time".to_owned()),
    };
    match heard {
        Ok(()) => done.await.map(drop),
        Err(error) if row.attempt + 1 < TRIES => {
            tracing::warn!(error = %error, site = %site.name, "a bot could not be told something; it is tried again");
            let retry = Operation::Retry { id: row.id, due: backoff(row, core.clock.now()), ambiguous: false };
            settle(core, row, vec![retry]).await.map(drop)
        }
        Err(error) => {
            tracing::error!(error = %error, site = %site.name, "a bot could not be told something");
            metrics::counter!(metric::BOT_FAILURES, "site" => site.name.clone()).increment(1);
            done.await.map(drop)
        }
    }
}
