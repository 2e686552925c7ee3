//! Tests that Node runs: a folder of `*.test.mjs` or `*.test.js`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use super::{Bench, Outcome, contract, stream};
use crate::project;

/// Runs a folder's tests one file after another; the files start their own servers and share nothing.
pub(super) fn run(bench: &Bench, folder: &str) -> Result<Outcome> {
    let files = tests_in(&project::root().join(folder))?;
    if files.is_empty() {
        return Ok(Outcome::Skipped(format!("there are no tests in {folder}")));
    }
    let mut node = bench.tools()?.node();
    // On two cores, two browsers at once are slower than one after the other.
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"]).args(files);
    let programs = project::target()?.join("debug");
    node.env("BATON_BINARY", programs.join("baton"));
    node.env("BATON_EMULATOR_BINARY", programs.join("zendesk-emulator"));
    node.env("BATON_WIDGET_DIR", project::widget());
    if bench.whole {
        // The contract check then takes missing journals for a fault instead of an unfinished run.
        node.env("BATON_CONTRACT_WHOLE", "1");
    }
    contract::record(&mut node)?;
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
