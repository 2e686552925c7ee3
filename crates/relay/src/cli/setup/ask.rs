//! Asking: at a terminal, or line by line from whatever standard input is.

use super::answers::{Answers, Given};
use super::draft::Draft;
use super::question::{Empty, QUESTIONS, Question};
use anyhow::Context as _;
use std::io::{BufRead as _, IsTerminal as _, Write as _};

/// Gets the answers.
pub(super) struct Asker {
    answers: Answers,
    is_terminal: bool,
}

impl Asker {
    pub(super) fn new(given: &Given) -> anyhow::Result<Self> {
        Ok(Self { answers: given.answers()?, is_terminal: std::io::stdin().is_terminal() })
    }

    /// Puts an answer to every question into a draft.
    pub(super) fn fill(&self, draft: &mut Draft) -> anyhow::Result<()> {
        for question in &QUESTIONS {
            if question.secret_of.is_some_and(|other| !draft.has(other)) {
                continue;
            }
            match self.answers.texts.get(question.name) {
                Some(text) => draft.answer(question, text).map_err(|wrong| refused(question, &wrong))?,
                None if self.answers.are_all => {
                    draft.answer(question, "").map_err(|wrong| refused(question, &wrong))?;
                }
                None => self.ask(question, draft)?,
            }
        }
        Ok(())
    }

    /// Asks until the answer can be used.
    fn ask(&self, question: &Question, draft: &mut Draft) -> anyhow::Result<()> {
        loop {
            let usual = match draft.usual(question) {
                Some(usual) => format!(" [{usual}]"),
                None if question.empty == Empty::Refused => String::new(),
                None => " [none]".to_owned(),
            };
            let text = self.line(question, &format!("{}{usual}: ", question.text))?;
            match draft.answer(question, &text) {
                Ok(()) => return Ok(()),
                Err(wrong) => eprintln!("  ✗ {}", wrong.replace('\n', "\n  ✗ ")),
            }
        }
    }

    fn line(&self, question: &Question, prompt: &str) -> anyhow::Result<String> {
        if question.is_secret() && self.is_terminal {
            return rpassword::prompt_password(prompt).context("reading what is typed");
        }
        print!("{prompt}");
        std::io::stdout().flush()?;
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line).context("reading standard input")?;
        if !self.is_terminal {
            // Where nobody pressed a key, nothing ended the line.
            println!();
        }
        anyhow::ensure!(read > 0, "standard input ended before `{}` was answered; nothing is written", question.name);
        Ok(line)
    }
}

fn refused(question: &Question, wrong: &str) -> anyhow::Error {
    anyhow::anyhow!("`{}`: {}; nothing is written", question.name, wrong.replace('\n', "; "))
}
