//! Where things are in this work tree.

use std::{
    env,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use anyhow::{Context, Result};

use crate::command;

/// The folder that holds the workspace's `Cargo.toml`.
///
/// cargo tells it to what it runs: what was compiled in would name another clone where two share a target folder.
pub(crate) fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        Path::new(&manifest).parent().unwrap_or(Path::new(".")).to_owned()
    });
    &ROOT
}

/// What Trunk builds the widget into; `Trunk.toml` names the same folder.
pub(crate) fn widget() -> PathBuf {
    root().join("dist")
}

/// Files that are served as they are, the loader among them.
pub(crate) fn public() -> PathBuf {
    root().join("public")
}

/// cargo's target folder, wherever the environment or a configuration file put it.
pub(crate) fn target() -> Result<PathBuf> {
    let mut cargo = command::cargo();
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let metadata: serde_json::Value = serde_json::from_str(&command::output(&mut cargo)?)?;
    let folder = metadata.get("target_directory").and_then(|value| value.as_str());
    folder.map(PathBuf::from).context("cargo metadata names no target folder")
}
