//! `cargo xtask dist`: one file to copy to a server.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{command, progress, project, tools, widget};

/// Builds the release binary and says where it is.
pub(crate) fn run() -> Result<()> {
    let binary = build()?;
    let bytes = binary.metadata().with_context(|| format!("looking at {}", binary.display()))?.len();
    println!("{} ({:.1} MB)", binary.display(), bytes as f64 / 1e6);
    Ok(())
}

/// The release binary with the optimised, precompressed widget embedded.
pub(crate) fn build() -> Result<PathBuf> {
    let tools = tools::for_widget(widget::Profile::Release)?;
    widget::build(&tools, widget::Profile::Release)?;
    progress::step("building the release binary", || {
        let mut cargo = tools.cargo();
        cargo.args(["build", "--release", "--package", "baton-relay", "--features", "embedded-widget"]);
        command::run(&mut cargo)
    })?;
    Ok(project::target()?.join("release/baton"))
}
