//! Where tests keep what crossed the wire to the emulator, for the contract check at the end.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use super::plan::Step;
use crate::project;

/// One file of JSON lines for each emulator that ran.
fn folder() -> Result<PathBuf> {
    Ok(project::target()?.join("contract"))
}

/// Tells a step's tests to record there, in a folder of the step's own that starts empty.
pub(super) fn record(command: &mut Command, step: Step) -> Result<()> {
    let folder = folder()?.join(step.name());
    remove(&folder)?;
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    command.env("BATON_CONTRACT_DIR", folder);
    Ok(())
}

/// Tells the check where the records of all steps are.
pub(super) fn show(command: &mut Command) -> Result<()> {
    command.env("BATON_CONTRACT_DIR", folder()?);
    Ok(())
}

/// Forgets earlier runs.
pub(super) fn clear() -> Result<()> {
    remove(&folder()?)
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}
