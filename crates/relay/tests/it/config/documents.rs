//! The documents say what is true.

use super::parse;
use baton_relay::config::reference;
use baton_relay::telemetry::metric;
use std::path::{Path, PathBuf};

fn document(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between two marks of a document.
fn part<'a>(document: &'a str, mark: &str) -> &'a str {
    let begin = format!("<!-- begin: {mark} -->\n");
    let end = format!("<!-- end: {mark} -->");
    let after = document.split_once(&begin).unwrap_or_else(|| panic!("{begin} is missing")).1;
    after.split_once(&end).unwrap_or_else(|| panic!("{end} is missing")).0.trim()
}

#[test]
fn the_reference_of_settings_is_what_the_command_prints() {
    let written = document("configuration.md");
    assert_eq!(
        part(&written, "baton config doc"),
        reference().trim(),
        "docs/configuration.md is behind: put the output of `baton config doc` between its marks"
    );
}

#[test]
fn the_examples_of_the_document_can_be_used() {
    let written = document("configuration.md");
    let examples: Vec<&str> = written.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(examples.len() >= 2, "there are examples");
    for example in examples {
        assert_eq!(parse(example).problems, [], "{example}");
    }
}

#[test]
fn every_link_between_the_documents_leads_to_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let written = |folder: &Path| -> Vec<PathBuf> {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|extension| extension == "md")).collect()
    };
    let mut links = 0;
    let folders = [root.clone(), root.join("docs"), root.join("docs/bots")];
    for document in folders.iter().flat_map(|folder| written(folder)) {
        let text = std::fs::read_to_string(&document).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next()) {
            // Addresses, places in the same document, and code that only looks like a link.
            if target.is_empty() || target.contains(':') || !target.contains('.') {
                continue;
            }
            links += 1;
            let place = document.parent().unwrap().join(target);
            assert!(place.exists(), "{}: {target} leads nowhere", document.display());
        }
    }
    assert!(links > 20, "only {links} links were found");
}

#[test]
fn the_list_of_metrics_is_the_one_in_the_code() {
    let lines: Vec<String> = metric::ALL
        .iter()
        .map(|metric| {
            let labels = metric.labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
            format!("| `{}` | {} | {labels} | {} |", metric.name, metric.kind.as_str(), metric.help)
        })
        .collect();
    let written = document("operating.md");
    let table: Vec<&str> = part(&written, "metrics").lines().skip(2).collect();
    assert_eq!(table, lines, "docs/operating.md is behind");
}

#[test]
fn every_metric_that_is_counted_is_on_the_list_and_the_other_way_round() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let declaration = source.join("telemetry/metric.rs");
    let texts: Vec<String> = sources(&source)
        .into_iter()
        .filter(|path| *path != declaration)
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    for text in &texts {
        for macro_name in ["counter!(\"", "gauge!(\"", "histogram!(\""] {
            for rest in text.split(macro_name).skip(1) {
                let name = rest.split('"').next().unwrap();
                assert!(metric::ALL.iter().any(|metric| metric.name == name), "{name} is not in telemetry/metric.rs");
            }
        }
    }
    let declared = std::fs::read_to_string(declaration).unwrap();
    for metric in metric::ALL {
        let line = declared.lines().find(|line| line.contains(&format!("\"{}\"", metric.name))).unwrap();
        let constant = line.split('=').next().unwrap().trim();
        let is_counted = |text: &String| text.contains(&format!("metric::{constant}")) || text.contains(metric.name);
        assert!(texts.iter().any(is_counted), "{} is never counted", metric.name);
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}
