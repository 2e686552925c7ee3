//! A relay as an operator runs it: a process of its own, which can be killed.

use super::{Client, GLANCE, Held, KNOWLEDGE, PATIENCE, SITE, Visitor, Zendesk};
use baton_emulator::{Options, Preset, Seeds};
use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Instant;
use tempfile::TempDir;

/// How many lines of the relay's log are kept for a failure.
const LINES: usize = 200;

/// The key of the whole app, which no relay that serves needs.
pub(crate) const APP_KEY: (&str, &str) = ("app_0123456789abcdef01234567", "an-app-key-secret");

/// What an account is like and what the relay is told of it.
pub(crate) struct Furniture {
    pub(crate) preset: Preset,
    /// Lines of the account, beside where it is and how to get into Support; the relay's own keys where empty.
    pub(crate) account: String,
    /// Lines below the site.
    pub(crate) site: String,
}

/// A relay's process with its folder and its Zendesk. Time is the machine's, for a process has no other.
pub(crate) struct Process {
    pub(crate) zendesk: Zendesk,
    folder: TempDir,
    /// Its ports, which are its own while it is dead too.
    public: Held,
    internal: Held,
    /// The end of its log, over all its lives.
    log: Arc<Mutex<VecDeque<String>>>,
    running: Option<Running>,
}

struct Running {
    child: Child,
    /// Rung when the process stands still at its point.
    paused: mpsc::Receiver<()>,
}

impl Process {
    /// With an account as `baton provision` leaves it. Writes the folder and starts nothing yet.
    pub(crate) async fn new() -> Self {
        let (account, site) = (String::new(), String::new());
        Self::furnished(Furniture { preset: Preset::Provisioned, account, site }).await
    }

    /// With an account of the test's own.
    pub(crate) async fn furnished(furniture: Furniture) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (public, internal) = (Held::new(), Held::new());
        let seeds = Seeds {
            app_key: (APP_KEY.0.to_owned(), APP_KEY.1.to_owned()),
            integration_key: ("int_0123456789abcdef01234567".to_owned(), "an-integration-key-secret".to_owned()),
            webhook_secret: "a-webhook-secret-of-a-test".to_owned(),
            oauth_client: ("a_client".to_owned(), "an-oauth-client-secret".to_owned()),
            ..Seeds::default()
        };
        let target = format!("http://{}/v1/webhooks/conversations/main", public.address);
        let preset = furniture.preset;
        let options = Options { preset, seeds: seeds.clone(), webhook_target: Some(target), ..Options::default() };
        let zendesk = Zendesk::with(options, super::zendesk::journal(folder.path())).await;
        write_folder(folder.path(), public.address, internal.address, &zendesk, &seeds, &furniture);
        Self { zendesk, folder, public, internal, log: Arc::default(), running: None }
    }

    /// Starts the relay and waits until it answers. It stands still at the named point, where one is given.
    pub(crate) async fn start(&mut self, pause_at: Option<&str>, environment: &[(&str, &str)]) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.arg("serve").arg("--config").arg(self.folder.path().join("baton.toml"));
        command.env_remove("BATON_PAUSE_AT").envs(environment.iter().copied());
        if let Some(point) = pause_at {
            command.env("BATON_PAUSE_AT", point);
        }
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let errors = BufReader::new(child.stderr.take().unwrap());
        let (sender, paused) = mpsc::channel();
        let log = Arc::clone(&self.log);
        keep(&log, format!("--- the relay starts, to stand still at {pause_at:?}"));
        std::thread::spawn(move || {
            for line in errors.lines().map_while(Result::ok) {
                if line.starts_with("PAUSED") {
                    let _ = sender.send(());
                }
                keep(&log, line);
            }
        });
        self.running = Some(Running { child, paused });
        self.until_healthy().await;
    }

    async fn until_healthy(&mut self) {
        let begun = Instant::now();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let address = format!("http://{}/health", self.internal.address);
        while !client.get(&address).send().await.is_ok_and(|answer| answer.status().is_success()) {
            let ended = self.running.as_mut().unwrap().child.try_wait().unwrap();
            assert!(ended.is_none(), "the relay ended with {ended:?}");
            assert!(begun.elapsed() < PATIENCE, "the relay does not answer");
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// A command of the same program, in the relay's folder.
    pub(crate) fn baton(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.args(arguments).env_clear().current_dir(self.folder.path()).stdin(Stdio::null());
        command.output().unwrap()
    }

    /// The same, with lines on its standard input.
    pub(crate) fn baton_told(&self, arguments: &[&str], lines: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_baton"));
        command.args(arguments).env_clear().current_dir(self.folder.path());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that has heard enough reads no further.
        let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// Where the relay is to be reached.
    pub(crate) fn address(&self) -> SocketAddr {
        self.public.address
    }

    /// Where its metrics are.
    pub(crate) fn internal_address(&self) -> SocketAddr {
        self.internal.address
    }

    /// The relay's folder.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The configuration as it stands in its file.
    pub(crate) fn config_text(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("baton.toml")).unwrap()
    }

    /// Puts another configuration there.
    pub(crate) fn write_config(&self, text: &str) {
        std::fs::write(self.folder.path().join("baton.toml"), text).unwrap();
    }

    /// Waits until the relay stands at its point.
    pub(crate) async fn until_paused(&self) {
        let begun = Instant::now();
        while self.running.as_ref().unwrap().paused.try_recv().is_err() {
            assert!(begun.elapsed() < PATIENCE, "the relay never came by the point\n{}", self.zendesk.told());
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        let mut running = self.running.take().expect("the relay runs");
        running.child.kill().unwrap();
        running.child.wait().unwrap();
    }

    /// A visitor who has opened the chat.
    pub(crate) async fn visitor(&self) -> Visitor {
        let address = self.public.address;
        Visitor::begin(Client::new(address, "", &format!("http://{address}"))).await
    }

    /// The database, for a look from outside while no relay runs.
    pub(crate) fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("data/baton.sqlite3")).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Whatever failed, in here or in the test: the relay's own words are the other half of the story.
        if std::thread::panicking() {
            eprintln!("the end of the relay's log:");
            for line in self.log.lock().unwrap().iter() {
                eprintln!("  {line}");
            }
        }
        if self.running.is_some() {
            self.kill();
        }
    }
}

fn keep(log: &Mutex<VecDeque<String>>, line: String) {
    let mut log = log.lock().unwrap();
    if log.len() == LINES {
        log.pop_front();
    }
    log.push_back(line);
}

fn write_folder(
    folder: &Path,
    public: SocketAddr,
    internal: SocketAddr,
    zendesk: &Zendesk,
    seeds: &Seeds,
    furniture: &Furniture,
) {
    std::fs::create_dir(folder.join("knowledge")).unwrap();
    for (name, text) in KNOWLEDGE {
        std::fs::write(folder.join("knowledge").join(name), text).unwrap();
    }
    let own = format!(
        "integration_id = \"{}\"\nkey_id = \"{}\"\nkey_secret = \"{}\"\nwebhook_secrets = [\"{}\"]\n",
        seeds.integration_id, seeds.integration_key.0, seeds.integration_key.1, seeds.webhook_secret
    );
    let account = if furniture.account.is_empty() { &own } else { &furniture.account };
    let text = format!(
        r#"
public_url = "http://{public}/"
listen = "{public}"
internal_listen = "{internal}"
data_dir = "{data}"
log.filter = "baton_relay=debug"

[budget]
messages_per_session_per_minute = 100000
messages_per_address_per_minute = 100000
handoffs_per_address_per_hour = 100000
sessions_per_address_per_hour = 100000

[account.main]
base_url = "{api}"
app_id = "{app_id}"
oauth_client_id = "{oauth_id}"
oauth_client_secret = "{oauth_secret}"
media_hosts = ["{media}"]
requests_per_second = 1000
{account}
[site.shop]
token = "{SITE}"
account = "main"
title = "Shop"
knowledge.folder = "{knowledge}"
{site}
"#,
        data = folder.join("data").display(),
        knowledge = folder.join("knowledge").display(),
        api = zendesk.api(),
        media = zendesk.media(),
        app_id = seeds.app_id,
        site = furniture.site,
        oauth_id = seeds.oauth_client.0,
        oauth_secret = seeds.oauth_client.1,
    );
    std::fs::write(folder.join("baton.toml"), text).unwrap();
}
