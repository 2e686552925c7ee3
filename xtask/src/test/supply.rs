//! What others wrote and this build takes in: `deny.toml`, judged by cargo-deny.

use std::process::Command;

use anyhow::Result;

use super::{Outcome, stream};
use crate::{command, tools};

/// Bans, licences and sources always; advisories where their database can be had.
pub(super) fn run() -> Result<Outcome> {
    let deny = tools::cargo_deny()?;
    let base = || {
        let mut deny = command::at_root(&deny);
        deny.arg("--workspace");
        // Seconds: a network that swallows packets must not hold up the other checks.
        deny.envs([("GIT_HTTP_LOW_SPEED_LIMIT", "1000"), ("GIT_HTTP_LOW_SPEED_TIME", "20")]);
        deny
    };
    let fetched = command::ask(base().args(["fetch", "db"])).is_some();
    let check = |what: &[&str]| -> Command {
        let mut deny = base();
        deny.args(["check", "--show-stats"]).args(what);
        deny
    };
    if fetched {
        stream::run(&mut check(&["--disable-fetch", "advisories", "bans", "licenses", "sources"]))
    } else {
        println!("advisories not checked: their database (github.com/RustSec/advisory-db) cannot be reached from here");
        stream::run(&mut check(&["bans", "licenses", "sources"]))
    }
}
