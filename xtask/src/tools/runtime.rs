//! Node, which the system provides.

use std::process::Command;

use anyhow::{Result, bail};

use crate::command;

/// The oldest Node that has the test runner this project uses.
const OLDEST_NODE: u32 = 20;

/// Fails with what to install where Node or npm is missing or too old.
pub(super) fn node() -> Result<()> {
    let Some(version) = command::ask(Command::new("node").arg("--version")) else {
        bail!("Node is missing. Install Node {OLDEST_NODE} or newer with npm, then run this again.");
    };
    match major(&version) {
        Some(major) if major >= OLDEST_NODE => {}
        _ => bail!("Node {version} is too old. Install Node {OLDEST_NODE} or newer, then run this again."),
    }
    if command::find("npm").is_none() {
        bail!("npm is missing, though Node is there. Install npm (Debian: apt-get install npm), then run this again.");
    }
    Ok(())
}

/// `20` of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_its_first_number() {
        assert_eq!(major("v20.11.1"), Some(20));
        assert_eq!(major("nonsense"), None);
    }
}
