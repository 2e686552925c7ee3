//! wasm-bindgen's command line, which must match the library to the patch.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use super::cache::Tool;
use crate::project;

/// The folder with `wasm-bindgen`, at the version of the library in the lock file.
pub(super) fn ensure() -> Result<PathBuf> {
    let lock = fs::read_to_string(project::root().join("Cargo.lock")).context("reading Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    let tool = Tool { package: "wasm-bindgen-cli", version, program: "wasm-bindgen", minutes: "2", profile: &[] };
    tool.ensure()
}

/// The version that a lock file gives a package.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let mut lines = lock.lines().skip_while(|line| quoted(line, "name") != Some(package));
    lines.nth(1).and_then(|line| quoted(line, "version"))
}

fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_read_by_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "wasm"), None);
    }
}
