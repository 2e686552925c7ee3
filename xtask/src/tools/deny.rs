//! cargo-deny: what may come into the build.

use std::path::PathBuf;

use anyhow::Result;

use super::cache::Tool;

const VERSION: &str = "0.20.2";

/// cargo-deny's program, installed when it is missing.
pub(super) fn ensure() -> Result<PathBuf> {
    let tool = Tool {
        package: "cargo-deny",
        version: VERSION,
        program: "cargo-deny",
        minutes: "2",
        // Unoptimised it still answers in two seconds.
        profile: &[("LTO", "off"), ("CODEGEN_UNITS", "16"), ("OPT_LEVEL", "0")],
    };
    Ok(tool.ensure()?.join(tool.program))
}
