//! Whether the tests that `docs/clauses.md` names for each promise are there and ran.

use std::{collections::BTreeSet, fs};

use anyhow::{Context as _, Result};

use super::{Outcome, stream::Tally};
use crate::project;

/// The document with the promises and their tests.
const DOCUMENT: &str = "docs/clauses.md";

/// Looks for every named test among those that passed. Without a whole run nothing is known of the others, so the names
/// alone are looked at.
pub(super) fn run(passed: &BTreeSet<String>, whole: bool) -> Result<Outcome> {
    let text = fs::read_to_string(project::root().join(DOCUMENT)).with_context(|| format!("reading {DOCUMENT}"))?;
    let rows = rows(&text);
    let mut wrong: Vec<String> = Vec::new();
    let (mut clauses, mut tests) = (0, BTreeSet::new());
    for Row { clause, names } in &rows {
        clauses += 1;
        if names.is_empty() {
            wrong.push(format!("no test is named for {clause:?}"));
        }
        for name in names {
            tests.insert(*name);
            if whole && !passed.contains(*name) {
                wrong.push(format!("{name} did not run and pass, and is named for {clause:?}"));
            }
        }
    }
    println!("    {clauses} clauses, {} tests named for them, {} missing", tests.len(), wrong.len());
    for line in &wrong {
        println!("    {line}");
    }
    let tally = Tally::default();
    Ok(if clauses == 0 {
        Outcome::Failed(tally, format!("{DOCUMENT} has no clauses"))
    } else if wrong.is_empty() {
        Outcome::Passed(tally)
    } else {
        Outcome::Failed(tally, format!("{DOCUMENT} names tests that did not run"))
    })
}

/// A line of a table: what is promised, and the tests in backticks.
struct Row<'a> {
    clause: &'a str,
    names: Vec<&'a str>,
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let cells = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.rsplit_once(" | "));
    let rows = cells.filter(|(clause, _)| !clause.starts_with("---") && *clause != "clause");
    rows.map(|(clause, tests)| Row { clause, names: tests.split('`').skip(1).step_by(2).collect() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "# Title\n\n| clause | tests |\n|---|---|\n| agents answer | `a::b`, `c d` |\n| nothing | later |\n";

    #[test]
    fn every_clause_needs_a_test_that_ran() {
        let read = rows(TEXT);
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].clause, read[0].names.as_slice()), ("agents answer", &["a::b", "c d"][..]));
        assert!(read[1].names.is_empty());
    }
}
