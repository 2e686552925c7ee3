//! `zendesk-emulator`: a stand-in for Zendesk on this machine.

use anyhow::Context;
use baton_emulator::{Emulator, Options, Preset, Running, demo};
use clap::{Parser, ValueEnum};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use tracing_subscriber::EnvFilter;

/// A stateful stand-in for Zendesk with an agents' console. Loopback only; everything is kept in memory.
#[derive(Debug, Parser)]
#[command(name = "zendesk-emulator", version)]
struct Arguments {
    /// Where the APIs, the control API and the console listen.
    #[arg(long, env = "EMULATOR_LISTEN", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Where signed file addresses are served: another origin. Port 0 takes a free one.
    #[arg(long, env = "EMULATOR_MEDIA_LISTEN", default_value = "127.0.0.1:0")]
    media_listen: SocketAddr,
    /// Where the stand-in for Braze listens. Port 0 takes a free one.
    #[arg(long, env = "EMULATOR_BRAZE_LISTEN", default_value = "127.0.0.1:0")]
    braze_listen: SocketAddr,
    /// Where the stand-ins for services of bots listen. Port 0 takes a free one.
    #[arg(long, env = "EMULATOR_BOTS_LISTEN", default_value = "127.0.0.1:0")]
    bots_listen: SocketAddr,
    /// What the account holds at the start.
    #[arg(long, env = "EMULATOR_PRESET", value_enum, default_value_t = PresetName::Provisioned)]
    preset: PresetName,
    /// Where the account's webhook goes, such as http://127.0.0.1:8080/v1/webhooks/conversations/demo.
    #[arg(long, env = "EMULATOR_WEBHOOK_TARGET")]
    webhook_target: Option<String>,
    /// File that gets one JSON line for each API answer and each webhook.
    #[arg(long, env = "EMULATOR_JOURNAL")]
    journal: Option<PathBuf>,
    /// Print one JSON line with all addresses and ids once it runs, for a parent process.
    #[arg(long)]
    ready_json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PresetName {
    /// Custom integration in the switchboard, subscribed to every event.
    Provisioned,
    /// Made by hand: only conversation:message, no switchboard row.
    Handmade,
    /// No custom integration at all.
    Bare,
}

impl From<PresetName> for Preset {
    fn from(name: PresetName) -> Self {
        match name {
            PresetName::Provisioned => Self::Provisioned,
            PresetName::Handmade => Self::Handmade,
            PresetName::Bare => Self::Bare,
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let options = Options {
        listen: arguments.listen,
        media_listen: arguments.media_listen,
        braze_listen: arguments.braze_listen,
        bots_listen: arguments.bots_listen,
        preset: arguments.preset.into(),
        webhook_target: arguments.webhook_target,
        journal: arguments.journal,
        ..Options::default()
    };
    let running = Emulator::start(options).await?;
    announce(&running, arguments.ready_json)?;
    shutdown().await?;
    running.stop().await;
    Ok(())
}

fn announce(running: &Running, as_json: bool) -> anyhow::Result<()> {
    let line = if as_json {
        serde_json::json!({
            "ready": true,
            "api_url": running.api_url,
            "media_url": running.media_url,
            "console_url": running.console_url,
            "braze_url": running.braze_url,
            "bots_url": running.bots_url,
            "app_id": demo::APP_ID,
            "integration_id": demo::INTEGRATION_ID,
            "webhook_id": demo::WEBHOOK_ID,
        })
        .to_string()
    } else {
        format!(
            "Zendesk stand-in, on this machine only\n  console  {}\n  API      {}\n  files    {}\n  Braze    {}\n  bots     {}",
            running.console_url, running.api_url, running.media_url, running.braze_url, running.bots_url
        )
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).context("stdout")
}

/// Returns on Ctrl-C or SIGTERM.
async fn shutdown() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            ended = tokio::signal::ctrl_c() => ended.context("Ctrl-C"),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await.context("Ctrl-C")
}
