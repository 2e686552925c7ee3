//! Tests that Node runs: a folder of `*.test.mjs` or `*.test.js`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{Bench, Outcome, contract, plan::Step, stream, stream::Tally};
use crate::project;

/// Milliseconds for a file of tests: far more than any needs, so that one that hangs fails instead of holding up CI.
const TIMEOUT: &str = "--test-timeout=1200000";

/// Runs the tests in the folders of a step, one file after another; files start their own servers and share none.
pub(super) fn run(bench: &Bench, step: Step) -> Result<Outcome> {
    let mut files = Vec::new();
    for folder in step.folders() {
        let found = tests_in(&project::root().join("tests").join(folder))?;
        if found.is_empty() {
            return Ok(Outcome::Failed(Tally::default(), format!("there are no tests in tests/{folder}")));
        }
        files.extend(found);
    }
    let mut node = bench.tools()?.node();
    // On two cores, two browsers at once are slower than one after the other.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1", TIMEOUT]).args(files);
    let programs = project::target()?.join("debug");
    node.env("XTASK_RELAY", programs.join("baton"));
    node.env("XTASK_EMULATOR", programs.join("zendesk-emulator"));
    node.env("BATON_WIDGET_DIR", project::widget());
    if bench.whole {
        // The contract check then takes missing journals for a fault instead of an unfinished run.
        node.env("XTASK_WHOLE_RUN", "1");
    }
    match step {
        Step::Contract => contract::show(&mut node)?,
        // Nothing crosses the wire here that the journeys do not say.
        Step::Playground => {}
        _ => contract::record(&mut node, step)?,
    }
    stream::run(&mut node)
}

/// Every test file below a folder, sorted; none where the folder is missing.
fn tests_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(tests_in(&path)?);
        } else if [".test.mjs", ".test.js"].iter().any(|end| path.to_string_lossy().ends_with(end)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
