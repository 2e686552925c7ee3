//! `cargo xtask demo`: everything on this machine, no account, no keys.

use std::os::unix::process::CommandExt as _;

use anyhow::Result;
use clap::Args;

use crate::{command, progress, project, tools, widget};

#[derive(Args)]
pub(crate) struct Flags {
    /// Show the optimised widget, as visitors get it
    #[arg(long)]
    release: bool,
    /// Passed on to `baton demo`
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Builds what the demo runs, then becomes it.
pub(crate) fn run(flags: &Flags) -> Result<()> {
    let profile = if flags.release { widget::Profile::Release } else { widget::Profile::Dev };
    let tools = tools::for_widget(profile)?;
    widget::build(&tools, profile)?;
    progress::step("building the relay and the emulator", || {
        command::run(tools.cargo().args(["build", "--package", "baton-relay", "--package", "baton-emulator"]))
    })?;

    let mut baton = tools.relay(project::target()?.join("debug/baton"));
    baton.arg("demo").args(&flags.rest).env("BATON_WIDGET_DIR", project::widget());
    // Replaces this process: Ctrl-C, or a signal from a supervisor, reaches the demo itself, and its exit code is ours.
    let error = baton.exec();
    Err(command::explain(&baton, error))
}
