//! The commands, as an operator runs them.

use baton_relay::config::reference;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder with a configuration and what it names.
struct Place(tempfile::TempDir);

impl Place {
    fn with(configuration: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("knowledge")).unwrap();
        std::fs::write(
            folder.path().join("knowledge/hours.md"),
            "+++\nquestions = [\"When are you open?\"]\n+++\nNine to five.\n",
        )
        .unwrap();
        std::fs::write(folder.path().join("baton.toml"), configuration).unwrap();
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// The command in that folder, in an environment of its own.
    fn baton(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.args(arguments).env_clear().current_dir(self.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.baton(arguments).output().unwrap()
    }
}

const ALONE: &str = r#"
listen = "127.0.0.1:0"
internal_listen = "127.0.0.1:0"
log.format = "json"

[site.shop]
token = "site_0123456789"
embed_origins = ["https://shop.example.com"]
handoff = false
"#;

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_wrong_configuration_ends_every_command_with_all_problems_and_code_2() {
    let place = Place::with("data_dri = \"x\"\n\n[site.shop]\ntoken = \"short\"\nhandoff = false\n");
    for arguments in [&["serve"][..], &["check"], &["config", "check"], &["config", "print"]] {
        let output = place.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = stderr(&output);
        assert!(said.contains("✗ data_dri: is not a setting; did you mean `data_dir`?"), "{said}");
        assert!(said.contains("✗ site.shop.token: must be 8 to 128"), "{said}");
    }
    assert!(!place.path().join("data").exists(), "nothing was made");
}

#[test]
fn check_looks_at_the_disk_and_leaves_nothing_behind() {
    let place = Place::with(ALONE);
    let output = place.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stdout(&output).contains("✓ the configuration can be used: 1 site, 0 accounts, 0 warnings"),
        "{}",
        stdout(&output)
    );
    assert!(!place.path().join("data").exists());

    std::fs::remove_dir_all(place.path().join("knowledge")).unwrap();
    std::fs::write(place.path().join("data"), "a file where the folder should be").unwrap();
    let output = place.run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("✗ data_dir: the folder"), "{said}");
    assert!(said.contains("✗ site.shop.knowledge.folder: there is no folder"), "{said}");
}

#[test]
fn a_file_that_was_named_and_is_not_there_is_a_problem() {
    let place = Place::with(ALONE);
    let output = place.run(&["config", "check", "--config", "other.toml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the file other.toml cannot be read"), "{}", stderr(&output));
}

#[test]
fn print_shows_what_the_environment_sets() {
    let place = Place::with(ALONE);
    let output = place.baton(&["config", "print"]).env("BATON_SITE__SHOP__TITLE", "Fern").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("[site.shop]\ntoken = \"site_0123456789\"\n"), "{}", stdout(&output));
    assert!(stdout(&output).contains("\ntitle = \"Fern\"\n"), "{}", stdout(&output));
}

#[test]
fn doc_prints_the_reference() {
    assert_eq!(stdout(&Place::with("").run(&["config", "doc"])), reference());
}

#[test]
fn token_prints_a_token_for_scripts_and_the_webhook_address_for_people() {
    let place = Place::with("public_url = \"https://example.com/chat\"\n[account.main]\nsubdomain = \"acme\"\n");
    let first = place.run(&["token"]);
    assert_eq!(first.status.code(), Some(0));
    assert_ne!(first.stdout, place.run(&["token"]).stdout);
    assert!(
        stderr(&first).contains("main: https://example.com/chat/v1/webhooks/conversations/main"),
        "{}",
        stderr(&first)
    );

    let token = stdout(&first);
    let site = ALONE.replace("site_0123456789", token.trim());
    let output = Place::with(&site).run(&["config", "check"]);
    assert_eq!(output.status.code(), Some(0), "{token}: {}", stderr(&output));
}

#[test]
fn serve_refuses_the_demos_secrets() {
    let account = format!(
        "public_url = \"https://chat.example.com\"\n{ALONE}account = \"main\"\n\n[account.main]\nsubdomain = \"acme\"\napp_id = \"a\"\n\
         integration_id = \"b\"\nkey_id = \"int_c\"\nkey_secret = \"{}\"\nwebhook_secrets = [\"w\"]\n",
        baton_emulator::demo::INTEGRATION_KEY_SECRET
    );
    let output = Place::with(&account).run(&["serve"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("✗ account.main.key_secret: is a secret of the demo"), "{}", stderr(&output));
}

#[test]
fn check_marks_what_does_not_work_and_ends_with_code_1() {
    let nowhere = crate::harness::Held::new();
    let account = format!(
        "{ALONE}account = \"main\"\n\n[account.main]\nbase_url = \"http://{}\"\napp_id = \"a\"\n\
         integration_id = \"b\"\nkey_id = \"int_c\"\nkey_secret = \"s\"\nwebhook_secrets = [\"w\"]\n",
        nowhere.address
    );
    let output = Place::with(&account).run(&["check"]);
    assert_eq!(output.status.code(), Some(1), "{} {}", stdout(&output), stderr(&output));
    assert!(stdout(&output).contains("account main\n"), "{}", stdout(&output));
    assert!(stdout(&output).contains("✗"), "{}", stdout(&output));
}

#[test]
fn a_port_in_use_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = Place::with(&ALONE.replacen("127.0.0.1:0", &taken.local_addr().unwrap().to_string(), 1));
    let output = place.run(&["serve"]);
    assert_eq!(output.status.code(), Some(1));
    let said = stderr(&output);
    let line = said.lines().find(|line| line.starts_with("baton: ")).unwrap_or_else(|| panic!("{said}"));
    assert!(line.contains("cannot be listened on") && line.contains("`listen`"), "{line}");
}

#[test]
fn serve_answers_until_it_is_told_to_stop() {
    let place = Place::with(ALONE);
    let mut relay = place.baton(&["serve"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(relay.stderr.take().unwrap()).lines().map_while(Result::ok);
    let starting = log.find(|line| line.contains("\"starting\"")).expect("it says that it starts");
    let starting: serde_json::Value = serde_json::from_str(&starting).unwrap();

    let health = get(starting["internal_listen"].as_str().unwrap(), "/health");
    assert!(health.starts_with("HTTP/1.1 200"), "{health}");
    let metrics = get(starting["internal_listen"].as_str().unwrap(), "/metrics");
    assert!(metrics.contains("baton_build_info{version="), "{metrics}");
    let root = get(starting["listen"].as_str().unwrap(), "/");
    assert!(root.starts_with("HTTP/1.1 200"), "{root}");

    let told = Command::new("kill").args(["-TERM", &relay.id().to_string()]).status().unwrap();
    assert!(told.success());
    let rest: Vec<String> = log.collect();
    assert_eq!(relay.wait().unwrap().code(), Some(0), "{rest:#?}");
    assert!(rest.iter().any(|line| line.contains("\"stopped\"")), "{rest:#?}");
    let data = std::fs::metadata(place.path().join("data")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&data.permissions()) & 0o777, 0o700);
}

/// The answer to a plain request, headers and all.
fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn the_demo_says_what_to_build_where_the_emulator_is_missing() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("lonely");
    std::fs::create_dir_all(&folder).unwrap();
    let lonely = folder.join("baton");
    let _ = std::fs::remove_file(&lonely);
    std::fs::hard_link(env!("CARGO_BIN_EXE_baton"), &lonely).unwrap();
    let output = Command::new(&lonely).args(["demo", "--port", "0"]).env_clear().output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("zendesk-emulator; build it with"), "{}", stderr(&output));
}
