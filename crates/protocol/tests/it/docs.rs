//! The documents say what the code does: each example is read, each table compared.

use crate::golden::tag;
use crate::shape::variants_of;
use baton_protocol::stage::Trigger;
use baton_protocol::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn document(name: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)).unwrap()
}

/// The fenced examples: what each is, and its text.
fn examples(text: &str) -> Vec<(&str, &str)> {
    text.split("\n```json ").skip(1).map(|rest| rest.split_once("\n```").unwrap().0.split_once('\n').unwrap()).collect()
}

/// The rows of the table whose first column has this heading, each as its cells without backticks.
fn table(text: &str, heading: &str) -> Vec<Vec<String>> {
    let start = format!("\n| {heading} |");
    let (_, rest) = text.split_once(&start).unwrap();
    rest.lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect())
        .collect()
}

/// Read as this type, and nothing in it is left unread.
fn read<T: DeserializeOwned + Serialize>(text: &str) -> T {
    let value: T = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let given: Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value(&value).unwrap(), given, "all of the example means something");
    value
}

fn is_known(event: &Event) {
    assert!(event.body.known().is_some(), "{event:?}");
}

#[test]
fn every_example_is_of_the_protocol() {
    let text = document("protocol.md");
    for (kind, example) in examples(&text) {
        match kind {
            "client" => drop(read::<ClientFrame>(example)),
            "server" => {
                if let ServerFrame::Events(events) = read(example) {
                    events.iter().for_each(is_known);
                }
            }
            "event" => is_known(&read::<Event>(example)),
            "new-session" => drop(read::<NewSession>(example)),
            "session-created" => drop(read::<SessionCreated>(example)),
            "uploaded" => drop(read::<Uploaded>(example)),
            "presence" => drop(read::<Presence>(example)),
            "problem" => drop(read::<ProblemBody>(example)),
            "site" => drop(read::<SiteDocument>(example)),
            other => panic!("an example of nothing known: {other}"),
        }
    }
}

#[test]
fn every_frame_has_an_example() {
    let text = document("protocol.md");
    let shown = |kind: &str| -> BTreeSet<String> {
        examples(&text)
            .into_iter()
            .filter(|(of, _)| *of == kind)
            .map(|(_, example)| tag(&serde_json::from_str(example).unwrap()).to_owned())
            .collect()
    };
    assert_eq!(shown("client"), variants_of::<ClientFrame>().into_iter().map(str::to_owned).collect());
    assert_eq!(shown("server"), variants_of::<ServerFrame>().into_iter().map(str::to_owned).collect());
}

#[test]
fn every_body_and_reason_is_told() {
    let text = document("protocol.md");
    let told: BTreeSet<String> = table(&text, "body").into_iter().map(|row| row[0].clone()).collect();
    assert_eq!(told, variants_of::<EventBody>().into_iter().map(str::to_owned).collect());
    for word in variants_of::<StageReason>().into_iter().chain(variants_of::<Notice>()).chain(variants_of::<Block>()) {
        assert!(text.contains(&format!("`{word}`")), "{word}");
    }
    let asked: BTreeSet<String> = table(&text, "frame").into_iter().map(|row| row[0].clone()).collect();
    let told_apart: BTreeSet<String> = ["hello", "send"].map(str::to_owned).into();
    assert_eq!(&asked | &told_apart, variants_of::<ClientFrame>().into_iter().map(str::to_owned).collect());
}

#[test]
fn the_stages_are_those_of_the_code() {
    use Trigger::{AgentActs, Ask, BotEnds, Cancel, Confirm, End, Fail, VisitorWrites};
    let rows = table(&document("protocol.md"), "stage");
    let word = |stage: Stage| json!(stage).as_str().unwrap().to_owned();
    let expected: Vec<Vec<String>> = Stage::ALL
        .iter()
        .map(|stage| {
            let after = [Ask, Confirm, Fail, Cancel, AgentActs, End, VisitorWrites, BotEnds]
                .map(|trigger| stage.after(trigger).map(word).unwrap_or_default());
            [vec![word(*stage)], after.to_vec()].concat()
        })
        .collect();
    assert_eq!(rows, expected);
}

/// The constants, read from their own source, so that one that is added is missed here.
#[test]
fn the_limits_are_those_of_the_code() {
    let source = include_str!("../../src/limits.rs");
    let told: BTreeSet<(String, u64)> = table(&document("protocol.md"), "limit")
        .into_iter()
        .map(|row| (row[0].clone(), row[1].parse().unwrap()))
        .collect();
    let real: BTreeSet<(String, u64)> = source
        .lines()
        .filter_map(|line| line.strip_prefix("pub const "))
        .map(|line| {
            let (name, rest) = line.split_once(": ").unwrap();
            let (_, value) = rest.trim_end_matches(';').split_once(" = ").unwrap();
            let value = value.split(" * ").map(|part| part.replace('_', "").parse::<u64>().unwrap()).product();
            (name.to_owned(), value)
        })
        .collect();
    assert_eq!(told, real);
}

#[test]
fn every_error_is_told() {
    let rows = table(&document("errors.md"), "code");
    let told: BTreeSet<String> = rows.iter().map(|row| row[0].clone()).collect();
    assert_eq!(told, variants_of::<ErrorCode>().into_iter().map(str::to_owned).collect());
    for row in &rows {
        let code: ErrorCode = serde_json::from_value(json!(row[0])).unwrap();
        let again = if code.is_temporary() { "yes" } else { "no" };
        assert_eq!(row.len(), 5, "{row:?}");
        assert_eq!(row[4], again, "{row:?}");
    }
}
