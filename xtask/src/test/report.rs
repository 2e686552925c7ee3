//! The table at the end.

use std::time::Duration;

use super::{Outcome, plan::Step, stream::Tally};
use crate::progress::Elapsed;

/// Lines of a step's failures that are told again below the table: a log may be kept by its end alone.
const TOLD: usize = 80;

/// What the steps so far came to.
#[derive(Default)]
pub(super) struct Report {
    rows: Vec<(Step, Outcome, Duration)>,
}

impl Report {
    pub(super) fn add(&mut self, step: Step, outcome: Outcome, elapsed: Duration) {
        self.rows.push((step, outcome, elapsed));
    }

    /// The failed step without which this one cannot work.
    pub(super) fn blocks(&self, step: Step) -> Option<Step> {
        let failed = |needed: &&Step| {
            self.rows.iter().any(|(done, outcome, _)| done == *needed && matches!(outcome, Outcome::Failed(..)))
        };
        step.needs().iter().find(failed).copied()
    }

    pub(super) fn failures(&self) -> usize {
        self.rows.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::Failed(..))).count()
    }

    /// The table, what failed, then the runners' own summaries.
    pub(super) fn print(&self) {
        println!("\nsummary");
        for (step, outcome, elapsed) in &self.rows {
            let (verdict, detail) = match outcome {
                Outcome::Passed(tally) => ("passed", counts(tally)),
                Outcome::Failed(tally, why) => ("FAILED", format!("{}{why}", separated(&counts(tally)))),
                Outcome::Skipped(why) => ("skipped", why.clone()),
            };
            println!("  {:<12} {verdict:<8} {:>12}  {detail}", step.name(), Elapsed(*elapsed));
        }
        let total = self.rows.iter().map(|(_, _, elapsed)| *elapsed).sum();
        println!("  {:<12} {:<8} {:>12}", "total", "", Elapsed(total));
        self.print_failures();
        self.print_runners();
    }

    fn print_failures(&self) {
        for (step, outcome, _) in &self.rows {
            let Outcome::Failed(tally, _) = outcome else { continue };
            for line in tally.complaints.iter().take(TOLD) {
                println!("{}: {line}", step.name());
            }
            if tally.complaints.len() > TOLD {
                println!("{}: ({} more lines are above)", step.name(), tally.complaints.len() - TOLD);
            }
        }
    }

    fn print_runners(&self) {
        for (step, outcome, _) in &self.rows {
            let (Outcome::Passed(tally) | Outcome::Failed(tally, _)) = outcome else { continue };
            for line in &tally.lines {
                println!("{}: {line}", step.name());
            }
        }
    }
}

/// `12 passed, 0 failed, 1 skipped`; nothing for a step that counts no tests.
fn counts(tally: &Tally) -> String {
    if tally.passed + tally.failed + tally.skipped == 0 {
        return String::new();
    }
    format!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped)
}

fn separated(counts: &str) -> String {
    if counts.is_empty() { String::new() } else { format!("{counts}; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_build_blocks_what_needs_it_and_nothing_else() {
        let mut report = Report::default();
        report.add(Step::Build, Outcome::Failed(Tally::default(), "exit status: 101".to_owned()), Duration::ZERO);
        assert!(report.blocks(Step::Journeys).is_some());
        assert!(report.blocks(Step::Contract).is_none());
        assert_eq!(report.failures(), 1);
    }
}
