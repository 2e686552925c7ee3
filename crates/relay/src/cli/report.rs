//! `baton report`: what the bot and the handing over came to.

use super::config_file::ConfigFile;
use super::failure::Failure;
use crate::clock::{Clock, Moment, SystemClock};
use crate::report::{Entry, Format, Reporter, Words};
use crate::store::sqlite::Reading;
use anyhow::Context as _;
use clap::Args;
use std::time::Duration;

/// A day.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[derive(Debug, Args)]
pub(super) struct Flags {
    #[command(flatten)]
    file: ConfigFile,
    /// The site; all of them where none is named
    #[arg(long)]
    site: Option<String>,
    /// How many days back
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=3660))]
    days: u32,
    /// How it is written
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Show every question without an answer as it was typed: whoever reads that reads personal data
    #[arg(long)]
    questions: bool,
}

pub(super) fn run(flags: &Flags) -> Result<(), Failure> {
    let (config, _) = flags.file.accept()?;
    if let Some(site) = flags.site.as_ref().filter(|site| !config.site.contains_key(*site)) {
        let known: Vec<&str> = config.site.keys().map(String::as_str).collect();
        return Err(anyhow::anyhow!("there is no site `{site}`; there are: {}", known.join(", ")).into());
    }
    let reading = Reading::open(&config.data_dir).context("there is nothing to report on")?;
    let zones = config.site.iter().map(|(name, site)| (name.clone(), site.hours.time_zone.0.clone())).collect();
    let words = if flags.questions { Words::All } else { Words::Common };
    let mut reporter = Reporter::new(zones, words);
    let now = SystemClock.now();
    let from = Moment(now.0 - i64::try_from((DAY * flags.days).as_millis()).unwrap_or(i64::MAX));
    reading
        .events(from, now + DAY, |event| {
            if flags.site.as_ref().is_none_or(|site| *site == event.site) {
                let body = serde_json::from_str(&event.body).ok();
                reporter.take(&Entry { site: event.site, conversation: event.conversation, at: event.at, body });
            }
        })
        .context("the store cannot be read")?;
    print!("{}", reporter.finish().write(flags.format)?);
    Ok(())
}
