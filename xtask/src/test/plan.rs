//! The steps by name, and what each runs.

use anyhow::Result;
use clap::ValueEnum;

use super::{Bench, Outcome, clauses, contract, node, stream, stream::Tally, supply};
use crate::{
    bench, tools,
    widget::{self, Profile},
};

/// One check.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    Format,
    Clippy,
    ClippyWasm,
    Docs,
    Supply,
    Rust,
    Build,
    Widget,
    Loader,
    Packages,
    Emulator,
    Journeys,
    Playground,
    Engines,
    Contract,
    Clauses,
    Release,
}

impl Step {
    /// In the order of a whole run.
    pub(crate) const ALL: [Self; 17] = [
        Self::Format,
        Self::Clippy,
        Self::ClippyWasm,
        Self::Docs,
        Self::Supply,
        Self::Rust,
        Self::Build,
        Self::Widget,
        Self::Loader,
        Self::Packages,
        Self::Emulator,
        Self::Journeys,
        Self::Playground,
        Self::Engines,
        Self::Contract,
        Self::Clauses,
        Self::Release,
    ];

    /// As one types it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Docs => "docs",
            Self::Supply => "supply",
            Self::Rust => "rust",
            Self::Build => "build",
            Self::Widget => "widget",
            Self::Loader => "loader",
            Self::Packages => "packages",
            Self::Emulator => "emulator",
            Self::Journeys => "journeys",
            Self::Playground => "playground",
            Self::Engines => "engines",
            Self::Contract => "contract",
            Self::Clauses => "clauses",
            Self::Release => "release",
        }
    }

    /// The folders of `tests/` that Node runs for it.
    pub(super) const fn folders(self) -> &'static [&'static str] {
        match self {
            Self::Widget => &["locales", "widget"],
            Self::Loader => &["loader"],
            Self::Packages => &["packages", "compat"],
            Self::Emulator => &["emulator"],
            Self::Journeys => &["journeys"],
            Self::Playground => &["playground"],
            Self::Engines => &["engines"],
            Self::Contract => &["contract"],
            _ => &[],
        }
    }

    /// What it checks, in a few words.
    pub(crate) const fn about(self) -> &'static str {
        match self {
            Self::Format => "every Rust file as rustfmt writes it",
            Self::Clippy => "lints of everything that runs on the host",
            Self::ClippyWasm => "lints of the widget as the browser gets it",
            Self::Docs => "rustdoc without a warning",
            Self::Supply => "licences, sources and bans of what others wrote; advisories where reachable",
            Self::Rust => "every Rust test on the host",
            Self::Build => "the widget and both servers, for the tests below",
            Self::Widget => "the chat frame in a browser, with a relay played by the test",
            Self::Loader => "the script that host pages load",
            Self::Packages => "the packages from their tarballs, and the shims for other chats' pages",
            Self::Emulator => "the emulator, driven by the vendors' own clients",
            Self::Journeys => "the product in a browser, from script tag to end",
            Self::Playground => "the playground, and every state of the chat in every look",
            Self::Engines => "the main journey in Firefox and in WebKit",
            Self::Contract => "what the tests sent and got, against the vendor's document",
            Self::Clauses => "that each promise of docs/clauses.md has its tests, and that they ran",
            Self::Release => "the binary that is shipped, with its widget inside: the journey, and what it weighs",
        }
    }

    /// Steps without which this one would only fail again.
    pub(crate) const fn needs(self) -> &'static [Self] {
        match self {
            Self::Widget | Self::Packages | Self::Emulator | Self::Journeys | Self::Playground | Self::Engines => {
                &[Self::Build]
            }
            _ => &[],
        }
    }

    /// Does it.
    pub(crate) fn run(self, bench: &Bench) -> Result<Outcome> {
        match self {
            Self::Format => cargo(bench, &["fmt", "--all", "--check"]),
            Self::Clippy => cargo(bench, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
            Self::ClippyWasm => {
                let widget = ["clippy", "--package", "baton-widget", "--target", tools::WASM];
                cargo(bench, &[&widget[..], &["--lib", "--bins", "--", "-D", "warnings"]].concat())
            }
            Self::Docs => {
                let mut doc = bench.tools()?.cargo();
                doc.args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
                stream::run(&mut doc)
            }
            Self::Supply => supply::run(),
            Self::Rust => {
                let mut test = bench.tools()?.cargo();
                contract::record(test.args(["test", "--workspace", "--no-fail-fast"]), self)?;
                stream::run(&mut test)
            }
            Self::Build => build(bench),
            Self::Clauses => clauses::run(&bench.passed.borrow(), bench.whole),
            Self::Release => bench::size().map(|()| Outcome::Passed(Tally::default())),
            Self::Widget
            | Self::Loader
            | Self::Packages
            | Self::Emulator
            | Self::Journeys
            | Self::Playground
            | Self::Engines
            | Self::Contract => node::run(bench, self),
        }
    }
}

fn cargo(bench: &Bench, arguments: &[&str]) -> Result<Outcome> {
    stream::run(bench.tools()?.cargo().args(arguments))
}

fn build(bench: &Bench) -> Result<Outcome> {
    let tools = bench.tools()?;
    widget::build(tools, Profile::Dev)?;
    stream::run(tools.cargo().args(["build", "--package", "baton-relay", "--package", "baton-emulator"]))
}
