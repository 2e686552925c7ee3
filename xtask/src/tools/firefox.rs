//! Firefox, and Mozilla's geckodriver, by which a test drives it. Whoever cannot have them does without: that test then
//! says it was skipped, and fails in CI.

use std::path::PathBuf;

use anyhow::Result;

use super::{apt, cache::Tool};
use crate::command;

/// The first that knows the Firefox of today; an older one opens no session with it.
const VERSION: &str = "0.37.1";

const BROWSERS: [&str; 2] = ["firefox-esr", "firefox"];

/// The folder with geckodriver; none where there is no Firefox to drive.
pub(super) fn ensure() -> Option<PathBuf> {
    let brought = browser().and_then(|()| driver());
    brought.inspect_err(|problem| println!("    {problem:#}; the journey in Firefox is skipped")).ok()
}

fn browser() -> Result<()> {
    if BROWSERS.into_iter().any(|name| command::find(name).is_some()) {
        return Ok(());
    }
    apt::bring(&["firefox-esr"], "the journey in Firefox", "put firefox on PATH")
}

fn driver() -> Result<PathBuf> {
    let tool = Tool {
        package: "geckodriver",
        version: VERSION,
        program: "geckodriver",
        minutes: "3",
        // Its own profile asks for LTO and for no debugging, and it only passes messages on.
        profile: &[("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "0")],
    };
    tool.ensure()
}
