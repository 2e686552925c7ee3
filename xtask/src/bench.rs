//! `cargo xtask bench`: numbers from a release build.

use std::process::Command;

use anyhow::Result;
use clap::Subcommand;

use crate::{command, dist, progress, project, tools};

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What the loader and an open chat cost a visitor, in brotli bytes on the wire
    Size,
    /// When a visitor can type, beside other widgets on the same slow phone, and what it takes
    Widget {
        /// How often everybody is visited
        #[arg(long, default_value_t = 5)]
        rounds: u32,
    },
    /// How long the knowledge bot takes for an answer out of 10,000 items, beside a linear scan
    Knowledge,
}

/// Runs one measurement.
pub(crate) fn run(what: &Bench) -> Result<()> {
    match what {
        Bench::Size => size(),
        Bench::Widget { rounds } => widget(*rounds),
        Bench::Knowledge => knowledge(),
    }
}

/// Fails where a visitor would have to download more than the bars allow, or where the journey does not go through.
pub(crate) fn size() -> Result<()> {
    command::run(released()?.arg("tests/bench/size.mjs"))
}

/// Fails where a bar is missed: of weight, of memory, or of being there before every peer.
fn widget(rounds: u32) -> Result<()> {
    let mut node = released()?;
    tools::packages(&project::root().join("tests/bench/widget/peers"))?;
    command::run(node.args(["tests/bench/widget/run.mjs", "--rounds"]).arg(rounds.to_string()))
}

/// Node, told of a relay with its widget inside and of an emulator beside it, both as they are shipped.
fn released() -> Result<Command> {
    let relay = dist::build()?;
    let tools = tools::for_browser()?;
    progress::step("building the emulator", || {
        command::run(tools.cargo().args(["build", "--release", "--package", "baton-emulator"]))
    })?;
    let mut node = tools.node();
    node.env("XTASK_RELAY", relay);
    Ok(node)
}

/// Fails where an answer takes longer than a scan of all items, or longer than visitors notice.
fn knowledge() -> Result<()> {
    command::run(command::cargo().args([
        "run",
        "--release",
        "--package",
        "baton-relay",
        "--example",
        "bench_knowledge",
    ]))
}
