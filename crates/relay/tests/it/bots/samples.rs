//! The samples of `samples/`, run as they are, with the real bot in front of them.

use super::stage::{Kind, core, does, said, site, turn};
use baton_protocol::ChoiceAction;
use baton_relay::bot::{Action, BotError};
use baton_relay::clock::SystemClock;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

const SECRET: &str = "a-secret-shared-with-the-sample";

/// A sample that runs, and where it listens.
async fn start(program: &str, file: &str) -> (Child, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples").join(file);
    let mut command = Command::new(program);
    command.arg(path).arg("0").env("BOT_SECRET", SECRET).stdout(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{program} does not start: {error}"));
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let line = tokio::time::timeout(crate::harness::PATIENCE, lines.next_line()).await.unwrap().unwrap().unwrap();
    let port = line.strip_prefix("listening on ").unwrap_or_else(|| panic!("{line}"));
    (child, format!("http://127.0.0.1:{port}/"))
}

async fn answers(program: &str, file: &str) {
    let (_child, url) = start(program, file).await;
    let folder = tempfile::tempdir().unwrap();
    let bot_with = async |secrets: &str| {
        let data = tempfile::tempdir_in(folder.path()).unwrap().keep();
        let text = format!(
            "data_dir = \"{}\"\n{}",
            data.display(),
            site(Kind::Http, &format!("[site.shop.http]\nurl = \"{url}\"\nsecrets = [{secrets}]\n"))
        );
        core(&text, folder.path(), Arc::new(SystemClock)).await
    };
    let core = bot_with(&format!("\"the-new-secret-of-this-bot\", \"{SECRET}\"")).await;
    let bot = Arc::clone(&core.sites.by_name("shop").unwrap().bot);
    let actions = does(&*bot, turn("hello there")).await.unwrap();
    let streamed = actions.iter().filter(|action| matches!(action, Action::Stream(_))).count();
    assert!(streamed > 2, "{actions:?}");
    let says = said(&actions);
    assert_eq!(says[0].0.trim(), "You said: **hello there**");
    assert_eq!(says[0].1[0].action, ChoiceAction::Handoff { skill: None });

    let actions = does(&*bot, turn("a person please")).await.unwrap();
    let Some(Action::HandOff(call)) = actions.last() else { panic!("{actions:?}") };
    assert_eq!(call.skill.as_deref(), Some("bills"));
    assert_eq!(call.summary.as_deref(), Some("They asked: a person please"));

    let findings = bot.check().await;
    assert_eq!(findings[0].detail, "it answers a signed ping");

    let stranger = bot_with("\"not-the-secret-of-the-bot\"").await;
    let bot = Arc::clone(&stranger.sites.by_name("shop").unwrap().bot);
    let refused = does(&*bot, turn("hello there")).await;
    assert!(matches!(refused, Err(BotError::Settings(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_in_python_answers_and_takes_nothing_unsigned() {
    answers("python3", "bot.py").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_in_node_answers_and_takes_nothing_unsigned() {
    answers("node", "bot.mjs").await;
}
