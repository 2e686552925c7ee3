//! The report as a table to be read, as JSON, and as CSV for a spreadsheet.

use super::{Day, Report};
use std::fmt::Write as _;

/// How it is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// To be read.
    #[default]
    Table,
    /// For a program.
    Json,
    /// For a spreadsheet: one line for each number.
    Csv,
}

impl Report {
    /// The report in a form.
    pub fn write(&self, format: Format) -> anyhow::Result<String> {
        match format {
            Format::Table => Ok(self.table()),
            Format::Json => Ok(serde_json::to_string_pretty(self)? + "\n"),
            Format::Csv => self.csv(),
        }
    }

    fn table(&self) -> String {
        if self.days.is_empty() {
            return "Nothing happened in these days.\n".to_owned();
        }
        let head = ["day", "site", "chats", "questions", "no answer", "👍", "👎", "handoffs", "joined", "rating"];
        let mut rows: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
        rows.extend(self.days.iter().map(row));
        let widths: Vec<usize> = (0..head.len())
            .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max())
            .map(Option::unwrap_or_default)
            .collect();
        let mut out = String::new();
        for row in &rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
                0 | 1 => format!("{cell:<width$}"),
                _ => format!("{cell:>width$}"),
            });
            out.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
            out.push('\n');
        }
        self.write_counts(&mut out);
        self.write_questions(&mut out);
        out
    }

    /// What called, what became of it, how it ended: over all days.
    fn write_counts(&self, out: &mut String) {
        for (title, name) in [("Handoffs by reason", "handoffs"), ("What became of them", "outcomes"), ("Ends", "ends")]
        {
            let mut sums = std::collections::BTreeMap::<String, u64>::new();
            for (_, word, count) in self.days.iter().flat_map(Day::measures).filter(|(of, ..)| *of == name) {
                *sums.entry(word).or_default() += count;
            }
            if !sums.is_empty() {
                let sums: Vec<String> = sums.iter().map(|(word, count)| format!("{word} {count}")).collect();
                let _ = write!(out, "\n{title}: {}\n", sums.join(", "));
            }
        }
    }

    fn write_questions(&self, out: &mut String) {
        if !self.questions.is_empty() {
            out.push_str("\nQuestions without an answer:\n");
            for question in &self.questions {
                let _ = writeln!(out, "  {:>4}×  {}  ({})", question.asked, question.text, question.site);
            }
        }
        if self.left_out > 0 {
            let _ = write!(
                out,
                "\n{} more were asked in fewer than {} conversations each; --questions shows them as they were typed.\n",
                self.left_out,
                super::question::COMMON
            );
        }
    }

    fn csv(&self) -> anyhow::Result<String> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(["day", "site", "measure", "of", "count"])?;
        for day in &self.days {
            for (measure, of, count) in day.measures() {
                writer.write_record([&day.date, &plain(&day.site), measure, &of, &count.to_string()])?;
            }
        }
        for question in &self.questions {
            let (site, text) = (plain(&question.site), plain(&question.text));
            writer.write_record(["", &site, "unanswered_question", &text, &question.asked.to_string()])?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }
}

fn row(day: &Day) -> Vec<String> {
    let handoffs: u64 = day.handoffs.values().sum();
    let joined = day.outcomes.get("joined").copied().unwrap_or_default();
    let numbers = [day.conversations, day.questions, day.unanswered, day.helpful, day.unhelpful, handoffs, joined];
    let mut row = vec![day.date.clone(), day.site.clone()];
    row.extend(numbers.iter().map(u64::to_string));
    row.push(day.mean_rating().map_or_else(|| "–".to_owned(), |mean| format!("{mean:.1}")));
    row
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_owned() }
}
