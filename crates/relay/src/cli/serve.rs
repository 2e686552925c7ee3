//! `baton serve`: the relay.

use super::config_file::ConfigFile;
use super::failure::Failure;
use super::run::{self, Listeners};
use super::signal;
use crate::telemetry;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Flags {
    #[command(flatten)]
    file: ConfigFile,
    /// A folder with a built widget, instead of the one inside this binary
    #[arg(long, value_name = "FOLDER")]
    widget_dir: Option<PathBuf>,
}

pub(super) async fn run(flags: Flags) -> Result<(), Failure> {
    let mut loaded = flags.file.load();
    if flags.widget_dir.is_some() {
        loaded.config.widget_dir = flags.widget_dir;
    }
    loaded.problems.extend(loaded.config.disk_problems());
    loaded.problems.extend(loaded.config.demo_secrets());
    let (config, warnings) = loaded.accept().map_err(Failure::Configuration)?;

    telemetry::start_log(&config.log)?;
    for warning in &warnings {
        tracing::warn!(key = warning.key, "{}", warning.text);
    }
    let shutdown = signal::shutdown()?;
    let listeners = Listeners::bind(&config).await?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        public_url = %config.public_url,
        listen = %listeners.public.local_addr()?,
        internal_listen = %listeners.internal.local_addr()?,
        data_dir = %config.data_dir.display(),
        sites = config.site.len(),
        accounts = config.account.len(),
        "starting"
    );
    Ok(run::relay(config, listeners, shutdown).await?)
}
