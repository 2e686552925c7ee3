//! Where things are in this work tree.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::command;

/// The folder that holds the workspace's `Cargo.toml`.
///
/// Compiled in, so that the command works from any folder below it; cargo compiles a work tree anew that was moved.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
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
