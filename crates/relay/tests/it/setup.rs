//! `baton setup`: from nothing to a configuration, by a few questions.

use crate::harness::{APP_KEY, Furniture, Process, SITE};
use baton_emulator::{DeliveryStatus, Preset, Reply, demo};
use baton_protocol::{ClientFrame, Stage};
use serde_json::json;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// An account on which messaging was turned on and nothing else done, and a folder with nothing in it.
async fn nothing() -> Process {
    let relay = Process::furnished(Furniture { preset: Preset::Bare, account: " ".into(), site: String::new() }).await;
    std::fs::remove_file(relay.folder().join("baton.toml")).unwrap();
    std::fs::remove_dir_all(relay.folder().join("knowledge")).unwrap();
    relay
}

/// The answers, a line each, for webhooks.
fn answers(relay: &Process) -> Vec<String> {
    vec![
        format!("http://{}", relay.address()),
        "none".to_owned(),
        "https://shop.example.com, https://*.shop.example.com".to_owned(),
        relay.zendesk.api().to_owned(),
        String::new(),
        demo::APP_ID.to_owned(),
        APP_KEY.0.to_owned(),
        APP_KEY.1.to_owned(),
        "a_client".to_owned(),
        "an-oauth-client-secret".to_owned(),
        "Fern & Fold".to_owned(),
        String::new(),
        "animal, bills = billing".to_owned(),
    ]
}

/// Runs a command that succeeds and gives what it said.
fn succeeds(relay: &Process, arguments: &[&str]) -> String {
    let output = relay.baton(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {} {}", stdout(&output), stderr(&output));
    stdout(&output)
}

fn provision(relay: &Process) -> String {
    succeeds(relay, &["provision", &format!("--agents={}", demo::SUPPORT_EMAIL)])
}

fn check(relay: &Process) -> String {
    succeeds(relay, &["check"])
}

/// Starts the relay with a port of the test's own for the metrics, and the token that the visitors of tests carry.
async fn start(relay: &mut Process) {
    let internal = relay.internal_address().to_string();
    let ours = [("BATON_INTERNAL_LISTEN", internal.as_str()), ("BATON_SITE__WEBSITE__PREVIOUS_TOKENS", SITE)];
    relay.start(None, &ours).await;
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn what_setup_and_provision_wrote_is_enough_for_a_handoff() {
    let mut relay = nothing().await;
    let setup = relay.baton_told(&["setup"], &(answers(&relay).join("\n") + "\n"));
    assert_eq!(setup.status.code(), Some(0), "{} {}", stdout(&setup), stderr(&setup));
    let text = relay.config_text();
    for key in ["provision_key_secret", "oauth_client_secret"] {
        let file = relay.folder().join(format!("secrets/main.{key}"));
        let secret = std::fs::read_to_string(&file).unwrap();
        assert_eq!(mode(&file), 0o600, "{key}");
        assert!(!text.contains(secret.trim()) && !stdout(&setup).contains(secret.trim()), "{key} is shown to nobody");
    }
    let token = text.lines().find_map(|line| line.strip_prefix("token = ")).unwrap().trim_matches('"').to_owned();
    let tag = format!("src=\"http://{}/embed.js\" data-token=\"{token}\"", relay.address());
    let told = stdout(&setup);
    assert!(told.contains(&tag) && told.contains("baton provision") && told.contains("baton check"), "{told}");

    let again = relay.baton_told(&["setup"], "");
    assert_eq!(again.status.code(), Some(1));
    assert!(stderr(&again).contains("baton.toml is there already"), "{}", stderr(&again));
    assert_eq!(relay.config_text(), text, "nothing is written over");

    provision(&relay);
    check(&relay);

    start(&mut relay).await;
    let client = crate::harness::Client::new(relay.address(), "", &format!("http://{}", relay.address()));
    assert_eq!(client.post("/v1/sessions", &json!({ "site": token })).await.status, 201, "the token that was told");
    let mut visitor = relay.visitor().await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: Some("bills".to_owned()), by_page: false }).await;
    visitor.until_stage(Stage::Queued).await;
    let remote = relay.zendesk.conversation_of(visitor.conversation()).unwrap();
    let ticket = relay.zendesk.control.ticket_of(&remote.id).unwrap();
    assert_eq!(ticket.group_name.as_deref(), Some("Billing"));
    relay.zendesk.control.reply(ticket.id, Reply::text("Hello!")).unwrap();
    visitor.until_line("Ana Lima: Hello!").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn for_tickets_nothing_of_messaging_is_asked_and_words_go_both_ways() {
    let mut relay = nothing().await;
    let mut lines = answers(&relay);
    lines[4] = "tickets".to_owned();
    lines.drain(5..8);
    let setup = relay.baton_told(&["setup"], &(lines.join("\n") + "\n"));
    assert_eq!(setup.status.code(), Some(0), "{} {}", stdout(&setup), stderr(&setup));
    assert!(!stdout(&setup).contains("App id"), "{}", stdout(&setup));
    assert!(relay.config_text().contains("desk = \"tickets\"") && !relay.config_text().contains("app_id"));
    provision(&relay);
    check(&relay);

    start(&mut relay).await;
    let mut visitor = relay.visitor().await;
    let id = visitor.id();
    visitor.send(&ClientFrame::Handoff { id, skill: Some("bills".to_owned()), by_page: false }).await;
    visitor.until_stage(Stage::Queued).await;
    let agent = relay.desk_agent_of(&visitor).await;
    assert_eq!(agent.ticket().group_name.as_deref(), Some("Billing"));
    agent.says("Hello!");
    visitor.until_line("Ana Lima: Hello!").await;
    visitor.says("Where is my bill?").await;
    agent.hears("Where is my bill?").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_need_a_credential_for_support() {
    let relay = nothing().await;
    let file = "public_url = \"https://chat.example.com\"\nsubdomain = \"acme\"\ndesk = \"tickets\"\n";
    std::fs::write(relay.folder().join("answers.toml"), file).unwrap();
    let setup = relay.baton_told(&["setup", "--answers", "answers.toml"], "");
    assert_eq!(setup.status.code(), Some(1));
    assert!(stderr(&setup).contains("`oauth_client_id`: an answer is needed"), "{}", stderr(&setup));
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_laptop_it_works_without_any_webhook() {
    let mut relay = nothing().await;
    let mut lines = answers(&relay);
    lines[1] = "1".to_owned();
    let setup = relay.baton_told(&["setup"], &(lines.join("\n") + "\n"));
    assert_eq!(setup.status.code(), Some(0), "{} {}", stdout(&setup), stderr(&setup));
    let told = provision(&relay);
    assert!(told.contains("leads nowhere (https://nobody.invalid/"), "{told}");
    assert!(provision(&relay).contains("no change"));
    let told = check(&relay);
    assert!(told.contains("✓ webhook: none leads here, and none has to"), "{told}");

    start(&mut relay).await;
    let mut visitor = relay.visitor().await;
    visitor.wants_a_person().await;
    visitor.until_stage(Stage::Queued).await;
    let remote = relay.zendesk.conversation_of(visitor.conversation()).unwrap();
    let ticket = relay.zendesk.control.ticket_of(&remote.id).unwrap();
    relay.zendesk.control.reply(ticket.id, Reply::text("Hello!")).unwrap();
    visitor.until_line("Ana Lima: Hello!").await;
    relay.zendesk.control.end_session(ticket.id).unwrap();
    visitor.until_stage(Stage::Ended).await;
    let to_us =
        relay.zendesk.control.deliveries().into_iter().filter(|delivery| delivery.status == DeliveryStatus::Delivered);
    assert_eq!(to_us.count(), 0, "no webhook came");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_answer_is_asked_again_with_the_reason() {
    let relay = nothing().await;
    // Before the right answer to a question come some that cannot be used.
    let wrong = [
        (0, "ftp://chat.example.com"),
        (0, "http://chat.example.com"),
        (1, "often"),
        (2, "https://*"),
        (3, "acme corp"),
        (4, "phone"),
        (5, ""),
        (11, "e_n"),
        (12, "Orders!"),
    ];
    let mut lines = String::new();
    for (place, right) in answers(&relay).iter().enumerate() {
        let before = wrong.iter().filter(|(at, _)| *at == place).map(|(_, wrong)| *wrong);
        before.chain([right.as_str()]).for_each(|line| lines.push_str(&format!("{line}\n")));
    }
    let setup = relay.baton_told(&["setup"], &lines);
    assert_eq!(setup.status.code(), Some(0), "{} {}", stdout(&setup), stderr(&setup));
    let errors = stderr(&setup);
    let reasons = [
        "must begin with https:// and name a host",
        "must begin with https://; http is for loopback addresses alone",
        "`often` is no whole number of seconds",
        "`*` may only stand for a subdomain",
        "`acme corp` is not one",
        "`phone` is neither `messaging` nor `tickets`",
        "an answer is needed",
        "must be a language as BCP 47 writes it",
        "`Orders!` is no skill",
    ];
    let told: Vec<&str> = errors.lines().filter(|line| line.contains('✗')).collect();
    assert_eq!(told.len(), reasons.len(), "{errors}");
    for (told, reason) in told.iter().zip(reasons) {
        assert!(told.contains(reason), "{told} is not about: {reason}");
    }
    assert_eq!(relay.baton(&["provision", "--dry-run"]).status.code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn input_that_ends_early_leaves_nothing_behind() {
    let relay = nothing().await;
    let lines = answers(&relay);
    for (count, name) in [(0, "public_url"), (4, "desk"), (5, "app_id"), (7, "provision_key_secret"), (12, "skills")] {
        let setup =
            relay.baton_told(&["setup"], &lines.iter().take(count).map(|line| format!("{line}\n")).collect::<String>());
        assert_eq!(setup.status.code(), Some(1));
        let told = stderr(&setup);
        assert!(told.contains(&format!("standard input ended before `{name}` was answered")), "{told}");
        assert_eq!(std::fs::read_dir(relay.folder()).unwrap().filter(is_ours).count(), 0, "after {count} answers");
    }
}

#[test]
fn every_command_of_the_first_ticket_is_one() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/first-ticket.md");
    let page = std::fs::read_to_string(page).unwrap();
    let lines = page.lines().map(|line| line.trim_start_matches("sudo ")).filter(|line| line.starts_with("baton "));
    let mut commands = 0;
    for line in lines {
        // What comes before it has to be right for help to be given.
        let words = line.split_whitespace().skip(1).chain(["--help"]);
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_baton")).args(words).output().unwrap();
        assert!(output.status.success(), "{line}: {}", stderr(&output));
        commands += 1;
    }
    assert!(commands >= 7, "{commands}");
}

/// The emulator keeps its journal there.
fn is_ours(entry: &std::io::Result<std::fs::DirEntry>) -> bool {
    !entry.as_ref().unwrap().file_name().to_string_lossy().contains("jsonl")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_and_flags_answer_without_a_question() {
    let relay = nothing().await;
    let put = |name: &str, text: &str| std::fs::write(relay.folder().join(name), text).unwrap();
    put("key", APP_KEY.1);
    let file = format!(
        "public_url = \"https://chat.example.com/backend\"\norigins = [\"https://shop.example.com\"]\n\
         subdomain = \"https://acme.zendesk.com/\"\napp_id = \"{}\"\nprovision_key_id = \"{}\"\n\
         provision_key_secret_file = \"key\"\n",
        demo::APP_ID,
        APP_KEY.0
    );
    put("answers.toml", &file);
    let setup =
        relay.baton_told(&["setup", "--answers", "answers.toml", "--title", "Fern", "--config", "to/my.toml"], "");
    assert_eq!(setup.status.code(), Some(0), "{} {}", stdout(&setup), stderr(&setup));
    let text = std::fs::read_to_string(relay.folder().join("to/my.toml")).unwrap();
    for line in [
        "subdomain = \"acme\"",
        "title = \"Fern\"",
        "locale = \"en\"",
        "embed_origins = [\"https://shop.example.com\"]",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("polling_seconds") && !text.contains("listen"), "{text}");
    assert!(stdout(&setup).contains("baton check --config to/my.toml"), "{}", stdout(&setup));
    assert_eq!(mode(&relay.folder().join("to/secrets/main.provision_key_secret")), 0o600);

    // What is missing, misspelt or wrong is named, and nothing is asked.
    for (change, reason) in [
        (("app_id", "# app_id"), "`app_id`: an answer is needed"),
        (("app_id", "ap_id"), "`ap_id` in answers.toml is no question"),
        (("chat.example.com", "chat example com"), "`public_url`:"),
    ] {
        put("answers.toml", &file.replace(change.0, change.1));
        let setup = relay.baton_told(&["setup", "--answers", "answers.toml"], "");
        assert_eq!(setup.status.code(), Some(1));
        assert!(stderr(&setup).contains(reason), "{}", stderr(&setup));
        assert!(!relay.folder().join("baton.toml").exists());
    }

    // Where Zendesk cannot reach the relay it looks.
    put("answers.toml", &file.replace("https://chat.example.com/backend", "http://127.0.0.1:8080"));
    let setup = relay.baton_told(&["setup", "--answers", "answers.toml", "--config", "to/my.toml", "--force"], "");
    assert_eq!(setup.status.code(), Some(0), "{}", stderr(&setup));
    let text = std::fs::read_to_string(relay.folder().join("to/my.toml")).unwrap();
    assert!(text.contains("polling_seconds = 5") && text.contains("listen = \"127.0.0.1:8080\""), "{text}");
}
