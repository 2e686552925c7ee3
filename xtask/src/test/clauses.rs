//! Whether the tests that `docs/clauses.md` names for each promise are there and ran.

use std::{collections::BTreeSet, fs};

use anyhow::{Context as _, Result};

use super::{Outcome, stream::Tally};
use crate::project;

/// The document with the promises and their tests.
const DOCUMENT: &str = "docs/clauses.md";

/// Holds the document against the tests that passed.
pub(super) fn run(passed: &BTreeSet<String>, whole: bool) -> Result<Outcome> {
    let text = fs::read_to_string(project::root().join(DOCUMENT)).with_context(|| format!("reading {DOCUMENT}"))?;
    let rows = rows(&text);
    let wrong = wrong(&rows, passed, whole);
    let tests: BTreeSet<&str> = rows.iter().flat_map(|row| row.names.iter().copied()).collect();
    println!("    {} clauses, {} tests named for them, {} missing", rows.len(), tests.len(), wrong.len());
    for line in &wrong {
        println!("    {line}");
    }
    let tally = Tally::default();
    Ok(if rows.is_empty() {
        Outcome::Failed(tally, format!("{DOCUMENT} has no clauses"))
    } else if wrong.is_empty() {
        Outcome::Passed(tally)
    } else {
        Outcome::Failed(tally, format!("{DOCUMENT} names tests that did not run"))
    })
}

/// What is wrong with the rows: one that names no test and, after a whole run, each named test that did not pass. After
/// less than that nothing is known of the tests that did not run.
fn wrong(rows: &[Row<'_>], passed: &BTreeSet<String>, whole: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for Row { clause, names } in rows {
        if names.is_empty() {
            wrong.push(format!("no test is named for {clause:?}"));
        }
        let missing = names.iter().filter(|name| whole && !passed.contains(**name));
        wrong.extend(missing.map(|name| format!("{name} did not run and pass, and is named for {clause:?}")));
    }
    wrong
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

        let (no_run, none) =
            ("c d did not run and pass, and is named for \"agents answer\"", "no test is named for \"nothing\"");
        let mut passed = BTreeSet::from(["a::b".to_owned()]);
        assert_eq!(wrong(&read, &passed, true), [no_run, none]);
        assert_eq!(wrong(&read, &passed, false), [none]);
        passed.insert("c d".to_owned());
        assert_eq!(wrong(&read, &passed, true), [none]);
    }
}
