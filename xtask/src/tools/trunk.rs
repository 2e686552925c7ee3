//! Trunk: the widget's bundler.

use std::path::PathBuf;

use anyhow::Result;

use super::cache::Tool;

/// The newest that compiles with the project's Rust; 0.22 wants 1.96.
const VERSION: &str = "0.21.14";

/// Trunk's program, installed when it is missing.
pub(super) fn ensure() -> Result<PathBuf> {
    let tool = Tool {
        package: "trunk",
        version: VERSION,
        program: "trunk",
        minutes: "4",
        // Its own profile asks for fat LTO, which takes a quarter of an hour on two cores.
        profile: &[("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "1")],
    };
    Ok(tool.ensure()?.join(tool.program))
}
