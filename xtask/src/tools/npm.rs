//! What comes from npm, exactly as `package-lock.json` says.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{command, progress, project};

/// The programs' folder in `node_modules`, filled anew whenever the lock changed.
pub(super) fn ensure() -> Result<PathBuf> {
    let modules = project::root().join("node_modules");
    let lock = fs::read(project::root().join("package-lock.json")).context("reading package-lock.json")?;
    // npm wipes the folder first, so the stamp goes with what it vouches for.
    let stamp = modules.join(".installed-lock.json");
    if !fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        progress::step("installing npm packages", || {
            // No package here needs its install script, so none may run one.
            command::run(command::at_root("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
            fs::write(&stamp, &lock).with_context(|| format!("writing {}", stamp.display()))
        })?;
    }
    Ok(modules.join(".bin"))
}
