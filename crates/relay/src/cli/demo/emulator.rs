//! The emulator of Zendesk, as a process beside this one.

use anyhow::{Context as _, bail};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// The name of its program, found beside this one.
const PROGRAM: &str = "zendesk-emulator";

/// How it is to be started.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) port: u16,
    /// Where webhooks go.
    pub(super) relay: &'a str,
    pub(super) preset: &'a str,
    pub(super) record: Option<&'a Path>,
}

/// Where it answers, as it says in its first line.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Addresses {
    #[serde(rename = "api_url")]
    pub(super) api: String,
    #[serde(rename = "media_url")]
    pub(super) media: String,
    #[serde(rename = "console_url")]
    pub(super) console: String,
}

/// A running emulator. It dies with this value.
#[derive(Debug)]
pub(super) struct Emulator {
    child: Child,
    pub(super) addresses: Addresses,
}

impl Emulator {
    /// Starts it and waits for its first line.
    pub(super) async fn start(wanted: Wanted<'_>) -> anyhow::Result<Self> {
        let program = beside()?;
        let mut command = Command::new(&program);
        command
            .arg("--listen")
            .arg(format!("127.0.0.1:{}", wanted.port))
            .arg("--webhook-target")
            .arg(format!("{}v1/webhooks/conversations/demo", wanted.relay))
            .arg("--preset")
            .arg(wanted.preset)
            .arg("--ready-json");
        if let Some(file) = wanted.record {
            command.arg("--journal").arg(file);
        }
        // A group of its own: Ctrl-C is for the demo, which then stops the emulator after the relay.
        command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("{} cannot be started", program.display()))?;
        let stdout = child.stdout.take().context("the emulator has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let Some(line) = lines.next_line().await? else {
            let status = child.wait().await?;
            bail!("the emulator ended at once ({status})");
        };
        let addresses = serde_json::from_str(&line).with_context(|| format!("the emulator's first line: {line}"))?;
        // A full pipe would stop it in the middle of a line.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Self { child, addresses })
    }

    /// Waits for it to end, which it should not do by itself.
    pub(super) async fn ended(&mut self) -> anyhow::Result<()> {
        let status = self.child.wait().await?;
        bail!("the emulator ended ({status})")
    }

    /// Ends it. It keeps everything in memory, so there is nothing to lose.
    pub(super) async fn stop(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::warn!(error = %error, "the emulator could not be ended");
        }
    }
}

fn beside() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("the folder of this program is not known")?;
    let program = own.with_file_name(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        bail!(
            "there is no {}; build it with `cargo build -p baton-emulator`, or start `cargo xtask demo`",
            program.display()
        );
    }
    Ok(program)
}
