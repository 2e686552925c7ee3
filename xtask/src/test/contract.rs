//! Where tests keep what crossed the wire to the emulator, for the contract check at the end.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::project;

/// One file of JSON lines for each emulator that ran.
fn folder() -> Result<PathBuf> {
    Ok(project::target()?.join("contract"))
}

/// Tells a test run to record there.
pub(super) fn record(command: &mut Command) -> Result<()> {
    let folder = folder()?;
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    command.env("BATON_CONTRACT_DIR", folder);
    Ok(())
}

/// Forgets earlier runs.
pub(super) fn clear() -> Result<()> {
    let folder = folder()?;
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}
