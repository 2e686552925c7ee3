//! Running a check: its output as it comes, and what its runner says at the end.

use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};

use super::Outcome;
use crate::command;

/// What test runners counted, and the lines in which they said so.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    /// The names of the tests that passed.
    pub(crate) names: Vec<String>,
    /// The runners' own summaries, of runs that had any test.
    pub(crate) lines: Vec<String>,
    /// What the runners say of the tests that failed: names, places, what was expected.
    pub(crate) complaints: Vec<String>,
    complaining: bool,
}

/// Runs to the end; failing is an outcome, not being able to start is an error.
pub(super) fn run(command: &mut Command) -> Result<Outcome> {
    println!("    $ {}", command::line(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| command::explain(command, error))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = line.with_context(|| format!("reading what `{}` prints", command::line(command)))?;
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            tally.read(&line);
        }
    }
    let status = child.wait()?;
    Ok(if status.success() { Outcome::Passed(tally) } else { Outcome::Failed(tally, status.to_string()) })
}

impl Tally {
    /// Takes a line's numbers if it is a runner's summary, and keeps it where it tells of a failure.
    fn read(&mut self, line: &str) {
        // Both runners gather what failed under such a heading, cargo before its result, Node after it.
        match line {
            "failures:" | "✖ failing tests:" => self.complaining = true,
            _ if line.starts_with("test result: ") => self.complaining = false,
            _ if self.complaining && !line.is_empty() => self.complaints.push(line.to_owned()),
            _ => {}
        }
        if let Some(summary) = line.strip_prefix("test result: ") {
            self.read_cargo(summary);
        } else if let Some(summary) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            self.read_node(summary);
        } else if let Some(name) = passed(line) {
            self.names.push(name.to_owned());
        }
    }

    /// `ok. 12 passed; 0 failed; 0 ignored; …`, one such line for each test binary.
    fn read_cargo(&mut self, summary: &str) {
        let count = |what: &str| {
            let numbers = summary.split([';', '.']).filter_map(|part| part.trim().strip_suffix(what));
            numbers.filter_map(|number| number.trim().parse::<u64>().ok()).sum::<u64>()
        };
        let (passed, failed, ignored) = (count("passed"), count("failed"), count("ignored"));
        self.passed += passed;
        self.failed += failed;
        self.skipped += ignored;
        if passed + failed + ignored > 0 {
            self.lines.push(format!("test result: {summary}"));
        }
    }

    /// `tests 12`, `pass 11`, `fail 1`, `skipped 0`, each in a line of its own.
    fn read_node(&mut self, summary: &str) {
        let Some((what, number)) = summary.split_once(' ') else { return };
        let Ok(number) = number.parse::<u64>() else { return };
        match what {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.skipped += number,
            "tests" => {}
            _ => return,
        }
        // One line for one run, which begins with how many there were.
        match self.lines.last_mut().filter(|_| what != "tests") {
            Some(line) => *line += &format!(", {summary}"),
            None => self.lines.push(summary.to_owned()),
        }
    }
}

/// The test that a line says has passed: `test a::b ... ok`, or `✔ the title (12.3ms)`, however deep it stands.
fn passed(line: &str) -> Option<&str> {
    if let Some(test) = line.strip_prefix("test ") {
        return test.strip_suffix(" ... ok");
    }
    let (title, took) = line.trim_start().strip_prefix("✔ ")?.rsplit_once(" (")?;
    took.ends_with("ms)").then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_runners_are_understood() {
        let mut tally = Tally::default();
        tally.read("test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 4 filtered out; finished in 0.42s");
        tally.read("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        for line in ["ℹ tests 7", "ℹ pass 5", "ℹ fail 1", "ℹ cancelled 0", "ℹ skipped 1", "ℹ duration_ms 9.5"]
        {
            tally.read(line);
        }
        assert_eq!((tally.passed, tally.failed, tally.skipped), (18, 3, 4));
        assert_eq!(tally.lines.last().unwrap(), "tests 7, pass 5, fail 1, cancelled 0, skipped 1");
    }

    #[test]
    fn the_names_of_tests_that_passed_are_kept() {
        let mut tally = Tally::default();
        for line in
            ["test a::b ... ok", "test a::c ... FAILED", "  ✔ a title (with a note) (12.5ms)", "✖ another (3ms)"]
        {
            tally.read(line);
        }
        assert_eq!(tally.names, ["a::b", "a title (with a note)"]);
    }

    #[test]
    fn what_failed_is_kept_in_the_runners_words() {
        let mut tally = Tally::default();
        for line in
            ["failures:", "", "---- a::c stdout ----", "why", "", "failures:", "    a::c", "test result: FAILED.", "x"]
        {
            tally.read(line);
        }
        assert_eq!(tally.complaints, ["---- a::c stdout ----", "why", "    a::c"]);
        for line in ["✖ failing tests:", "", "test at a.test.mjs:3:1", "✖ another (3ms)"] {
            tally.read(line);
        }
        assert_eq!(tally.complaints[3..], ["test at a.test.mjs:3:1", "✖ another (3ms)"]);
    }

    #[test]
    fn an_empty_test_binary_adds_no_line() {
        let mut tally = Tally::default();
        tally.read("test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        tally.read("a line that ends in passed");
        assert!(tally.lines.is_empty());
    }
}
