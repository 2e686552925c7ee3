//! Where everything of the demo is, and what to try.

use serde::Serialize;
use std::fmt;

/// The addresses of a running demo, as programs read them.
#[derive(Debug, Serialize)]
pub(super) struct Addresses {
    /// The sample shop with the chat.
    pub(super) shop: String,
    /// The agent's console.
    pub(super) console: String,
    /// The relay, as browsers reach it.
    pub(super) relay: String,
    /// Where looks, texts and options are tried.
    pub(super) playground: String,
    /// Where the relay listens, for a proxy in front of it.
    pub(super) listen: String,
    /// The relay's health, readiness and metrics.
    pub(super) internal: String,
    /// The emulator's API.
    pub(super) emulator: String,
    /// The token of the shop's site.
    pub(super) token: &'static str,
}

impl fmt::Display for Addresses {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "\n  The shop, with the chat    {}", self.shop)?;
        writeln!(out, "  The agent's console        {}", self.console)?;
        writeln!(out, "  The playground             {}", self.playground)?;
        writeln!(out, "  The relay's health         {}health\n", self.internal)?;
        writeln!(out, "  1. Open the shop and the console side by side, and the chat in the shop's corner.")?;
        writeln!(out, "  2. Ask the bot: \"How long does shipping take?\" Press one of its buttons.")?;
        writeln!(out, "  3. Write \"I want to talk to a person\" and leave a name.")?;
        writeln!(
            out,
            "  4. Open the ticket in the console: summary, history, fields. Answer, and send a picture both ways."
        )?;
        writeln!(
            out,
            "  5. End the session in the console: the bot answers again. Reload the shop: nothing is lost.\n"
        )?;
        write!(out, "  Ctrl-C stops everything.")
    }
}
