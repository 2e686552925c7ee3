//! `cargo xtask bench`: numbers from a release build.

use anyhow::Result;
use clap::Subcommand;

use crate::{command, dist, progress, tools};

#[derive(Subcommand)]
pub(crate) enum Bench {
    /// What the loader and an open chat cost a visitor, in brotli bytes on the wire
    Size,
    /// How long the knowledge bot takes for an answer out of 10,000 items, beside a linear scan
    Knowledge,
}

/// Runs one measurement.
pub(crate) fn run(what: &Bench) -> Result<()> {
    match what {
        Bench::Size => size(),
        Bench::Knowledge => knowledge(),
    }
}

/// Fails where a visitor would have to download more than the bars allow, or where the journey does not go through.
pub(crate) fn size() -> Result<()> {
    let relay = dist::build()?;
    let tools = tools::for_browser()?;
    progress::step("building the emulator", || {
        command::run(tools.cargo().args(["build", "--release", "--package", "baton-emulator"]))
    })?;
    let mut node = tools.node();
    node.arg("tests/bench/size.mjs").env("XTASK_RELAY", relay);
    command::run(&mut node)
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
