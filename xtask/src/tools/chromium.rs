//! The browser that tests drive: the system's own, never one downloaded from elsewhere.

use std::{env, path::PathBuf};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::command;

/// Names the browser's program, for this and for the tests.
pub(super) const VARIABLE: &str = "BATON_CHROMIUM";

const PROGRAMS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The browser, and fonts without which its pictures show boxes.
const PACKAGES: [&str; 4] = ["chromium", "fonts-liberation", "fonts-noto-color-emoji", "fonts-dejavu-core"];

/// The browser's program: `$BATON_CHROMIUM`, else the first known name on `PATH`, else Debian's, installed now.
pub(super) fn ensure() -> Result<PathBuf> {
    if let Some(chosen) = env::var_os(VARIABLE).filter(|value| !value.is_empty()) {
        let chosen = PathBuf::from(chosen);
        if !command::is_program(&chosen) {
            bail!("{VARIABLE} is {}, which is not a program", chosen.display());
        }
        return Ok(chosen);
    }
    let found = || PROGRAMS.into_iter().find_map(command::find);
    match found() {
        Some(program) => Ok(program),
        None => {
            apt::bring(&PACKAGES, "the browser's tests", "set BATON_CHROMIUM to the program of a Chromium or Chrome")?;
            found().context("Debian's chromium is installed, but not on PATH")
        }
    }
}
