//! `cargo xtask test`: every check, in the order in which a fault is cheapest to find.

mod clauses;
mod contract;
mod node;
mod plan;
mod report;
mod stream;
mod supply;

use std::{
    cell::{OnceCell, RefCell},
    collections::BTreeSet,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use clap::Args;

use crate::{progress::Elapsed, tools};
use plan::Step;
use report::Report;
use stream::Tally;

#[derive(Args)]
pub(crate) struct Flags {
    /// Run only these steps, by name
    #[arg(value_enum)]
    steps: Vec<Step>,
    /// Stop at the first step that fails
    #[arg(long)]
    fail_fast: bool,
}

/// What one step came to.
pub(crate) enum Outcome {
    Passed(Tally),
    Failed(Tally, String),
    /// Not run, and why.
    Skipped(String),
}

/// What the steps share.
pub(crate) struct Bench {
    tools: OnceCell<tools::Tools>,
    /// Whether the whole plan runs, so that the contract check may expect journals of this run.
    whole: bool,
    /// Whether other engines than Chromium are driven, which have to be installed then.
    engines: bool,
    /// The names of the tests that passed so far.
    passed: RefCell<BTreeSet<String>>,
}

impl Bench {
    /// The build tools, installed when the first step asks for them.
    pub(crate) fn tools(&self) -> Result<&tools::Tools> {
        if self.tools.get().is_none() {
            let tools = tools::for_browser()?.with_proxy();
            let _ = self.tools.set(if self.engines { tools.with_engines() } else { tools });
        }
        self.tools.get().ok_or_else(|| anyhow::anyhow!("the tools were not kept"))
    }
}

/// Runs the steps, all of them even when one fails, and ends with a table.
pub(crate) fn run(flags: &Flags) -> Result<()> {
    let steps = chosen(&flags.steps);
    let bench = Bench {
        tools: OnceCell::new(),
        whole: flags.steps.is_empty(),
        engines: steps.contains(&Step::Engines),
        passed: RefCell::default(),
    };
    // Before any step, so that the first minutes of a first run say what they are spent on.
    bench.tools()?;
    if bench.whole {
        contract::clear()?;
    }

    let mut report = Report::default();
    for (number, step) in steps.iter().enumerate() {
        println!("\n[{}/{}] {}: {}", number + 1, steps.len(), step.name(), step.about());
        let start = Instant::now();
        let outcome = match report.blocks(*step) {
            Some(broken) => Outcome::Skipped(format!("needs {}, which failed", broken.name())),
            None => step.run(&bench).unwrap_or_else(|error| Outcome::Failed(Tally::default(), format!("{error:#}"))),
        };
        if let Outcome::Passed(tally) | Outcome::Failed(tally, _) = &outcome {
            bench.passed.borrow_mut().extend(tally.names.iter().cloned());
        }
        say(*step, &outcome, start.elapsed());
        let failed = matches!(outcome, Outcome::Failed(..));
        report.add(*step, outcome, start.elapsed());
        if failed && flags.fail_fast {
            break;
        }
    }
    report.print();
    match report.failures() {
        0 => Ok(()),
        1 => bail!("1 step failed"),
        several => bail!("{several} steps failed"),
    }
}

/// The named steps with those they need, in their order; all where none is named. Else a test would drive whatever was
/// built last.
fn chosen(named: &[Step]) -> Vec<Step> {
    let wanted =
        |step: &Step| named.is_empty() || named.contains(step) || named.iter().any(|one| one.needs().contains(step));
    Step::ALL.into_iter().filter(wanted).collect()
}

fn say(step: Step, outcome: &Outcome, elapsed: Duration) {
    let elapsed = Elapsed(elapsed);
    match outcome {
        Outcome::Passed(_) => println!("    {} passed in {elapsed}", step.name()),
        Outcome::Failed(_, why) => println!("    {} FAILED in {elapsed}: {why}", step.name()),
        Outcome::Skipped(why) => println!("    {} skipped: {why}", step.name()),
    }
}
