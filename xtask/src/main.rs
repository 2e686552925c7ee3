//! The project's own commands, run as `cargo xtask <command>`; `docs/development.md` explains them.

mod bench;
mod command;
mod demo;
mod dist;
mod progress;
mod project;
mod test;
mod tools;
mod widget;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, tests and shows Baton; installs what that needs and is missing.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Start the relay, a Zendesk stand-in and a sample shop on this machine
    Demo(demo::Flags),
    /// Run every check there is; name steps to run only those
    Test(test::Flags),
    /// Measure
    Bench {
        #[command(subcommand)]
        what: bench::Bench,
    },
    /// Build the one release binary with the widget inside
    Dist,
    /// Build the widget into `dist/`
    Widget(widget::Flags),
    /// Install the build tools that are missing and say where they are
    Tools,
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Task::Demo(flags) => demo::run(&flags),
        Task::Test(flags) => test::run(&flags),
        Task::Bench { what } => bench::run(&what),
        Task::Dist => dist::run(),
        Task::Widget(flags) => widget::run(&flags),
        Task::Tools => tools::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem:#}");
            ExitCode::FAILURE
        }
    }
}
