//! WebKit for GTK with its driver, and a display that nobody sees. Whoever cannot have them does without: that test then
//! says it was skipped, and fails in CI.

use super::apt;
use crate::command;

/// Each program that the test calls, and Debian's package of it.
const PROGRAMS: [(&str, &str); 2] = [("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")];

/// Installs what is missing, where that can be done.
pub(super) fn ensure() {
    let missing = PROGRAMS.into_iter().filter(|(program, _)| command::find(program).is_none());
    let packages: Vec<&str> = missing.map(|(_, package)| package).collect();
    if packages.is_empty() {
        return;
    }
    if let Err(problem) = apt::bring(&packages, "the journey in WebKit", "put WebKitWebDriver and Xvfb on PATH") {
        println!("    {problem:#}; the journey in WebKit is skipped");
    }
}
