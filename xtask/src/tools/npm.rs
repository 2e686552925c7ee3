//! What comes from npm, exactly as a folder's `package-lock.json` says.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{command, progress, project};

/// The programs' folder in the project's `node_modules`, filled anew whenever the lock changed.
pub(super) fn ensure() -> Result<PathBuf> {
    Ok(fill(project::root())?.join(".bin"))
}

/// The folder's `node_modules`, likewise.
pub(super) fn fill(folder: &Path) -> Result<PathBuf> {
    let modules = folder.join("node_modules");
    let lock = folder.join("package-lock.json");
    let lock = fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    // npm wipes the folder first, so the stamp goes with what it vouches for.
    let stamp = modules.join(".installed-lock.json");
    if !fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        progress::step("installing npm packages", || {
            let mut npm = command::at_root("npm");
            // No package here needs its install script, so none may run one.
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
            command::run(&mut npm)?;
            fs::write(&stamp, &lock).with_context(|| format!("writing {}", stamp.display()))
        })?;
    }
    Ok(modules)
}
