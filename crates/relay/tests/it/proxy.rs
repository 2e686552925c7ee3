//! Behind a proxy: the files in `deploy/` as they stand, with other addresses and without TLS.

use crate::harness::{Client, Held, SITE, Scene, Settings, Visitor, until_or};
use baton_protocol::limits;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A proxy that somebody may have.
#[derive(Clone, Copy)]
enum Kind {
    Nginx,
    Caddy,
}

impl Kind {
    fn program(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Nginx => "nginx.conf",
            Self::Caddy => "Caddyfile",
        }
    }

    /// The program; said aloud where it is not there.
    fn find(self) -> Option<PathBuf> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        // Where Debian keeps servers, which is not on everybody's PATH.
        let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
        let found = folders.map(|folder| folder.join(self.program())).find(|program| program.is_file());
        if found.is_none() {
            // Past the capture of a test that passes: what was not tried has to be seen.
            let why = format!("skipped: deploy/{} is not tried, for {} is not installed", self.file(), self.program());
            let _ = writeln!(std::io::stderr(), "{why}");
        }
        found
    }

    /// The project's file, to run here: each change has to be possible, or the file is not what it was.
    fn configuration(self, proxy: SocketAddr, relay: SocketAddr, path: &str) -> String {
        let (proxy, relay) = (proxy.to_string(), relay.to_string());
        let at_root = path.is_empty();
        let changes = match self {
            Self::Nginx => vec![
                ("listen 443 ssl;", format!("listen {proxy};")),
                ("ssl_certificate ", "# ".to_owned()),
                ("ssl_certificate_key ", "# ".to_owned()),
                ("server 127.0.0.1:8080;", format!("server {relay};")),
                ("location / {", format!("location {path}/ {{")),
            ],
            Self::Caddy => vec![
                ("chat.example.com {", format!("http://{proxy} {{")),
                (
                    "reverse_proxy 127.0.0.1:8080 {",
                    if at_root {
                        format!("reverse_proxy {relay} {{")
                    } else {
                        format!("reverse_proxy {path}/* {relay} {{")
                    },
                ),
            ],
        };
        let mut text = std::fs::read_to_string(deploy().join(self.file())).unwrap();
        for (here, there) in changes {
            assert_eq!(text.matches(here).count(), 1, "{here} in deploy/{}", self.file());
            text = text.replace(here, &there);
        }
        text
    }

    /// How it is started in a folder of its own.
    fn command(self, program: &Path, folder: &Path, configuration: &str) -> Command {
        std::fs::write(folder.join(self.file()), configuration).unwrap();
        let mut command = Command::new(program);
        match self {
            Self::Nginx => {
                let temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
                    .map(|name| format!("{name}_temp_path {};\n", folder.join(name).display()))
                    .concat();
                // One process, which needs no other user and ends when it is killed.
                let main = format!(
                    "daemon off;\nmaster_process off;\npid {pid};\nevents {{}}\nhttp {{\naccess_log off;\n{temp}include {own};\n}}\n",
                    pid = folder.join("pid").display(),
                    own = folder.join(self.file()).display(),
                );
                std::fs::write(folder.join("main.conf"), main).unwrap();
                command.arg("-p").arg(folder).arg("-c").arg(folder.join("main.conf"));
                command.arg("-e").arg(folder.join("log"));
            }
            Self::Caddy => {
                let text = format!("{{\n\tadmin off\n}}\n{configuration}");
                std::fs::write(folder.join(self.file()), text).unwrap();
                command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join(self.file()));
                command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder).env("HOME", folder);
            }
        }
        command
    }
}

fn deploy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy")
}

/// A proxy that runs.
struct Proxy {
    address: SocketAddr,
    child: Child,
    folder: tempfile::TempDir,
    _port: Held,
}

impl Proxy {
    async fn start(kind: Kind, program: &Path, relay: SocketAddr, path: &str) -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), Held::new());
        let configuration = kind.configuration(port.address, relay, path);
        let mut command = kind.command(program, folder.path(), &configuration);
        let errors = std::fs::File::create(folder.path().join("told")).unwrap();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(errors).spawn().unwrap();
        let mut proxy = Self { address: port.address, child, folder, _port: port };
        let (address, child, folder) = (proxy.address, &mut proxy.child, proxy.folder.path());
        let look = || {
            assert!(child.try_wait().unwrap().is_none(), "the proxy has ended: {}", told(folder));
            std::net::TcpStream::connect(address).ok()
        };
        until_or("the proxy answers", look, || told(folder)).await;
        proxy
    }
}

/// What a proxy said in its folder.
fn told(folder: &Path) -> String {
    ["told", "log"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap_or_default()).concat()
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks for a session as somebody at an address who also claims to be at another.
async fn session_from(from: [u8; 4], claimed: &str, scene: &Scene, proxy: SocketAddr, path: &str) -> u16 {
    let client = reqwest::Client::builder().no_proxy().local_address(IpAddr::from(from)).build().unwrap();
    let request = client.post(format!("http://{proxy}{path}/v1/sessions")).header("x-forwarded-for", claimed);
    let body = serde_json::json!({ "site": SITE });
    request.header("origin", scene.config.own_origin()).json(&body).send().await.unwrap().status().as_u16()
}

async fn everything_passes(kind: Kind, path: &str) {
    let Some(program) = kind.find() else { return };
    let settings = Settings::default()
        .at_path(path)
        .relay("trusted_proxies = 1")
        .more("[budget]\nsessions_per_address_per_hour = 3\n[site.shop.files]\nmax_bytes = 50000000");
    let scene = Scene::of(settings).await;
    let proxy = Proxy::start(kind, &program, scene.public, path).await;
    let client = Client::new(proxy.address, path, &scene.config.own_origin());

    for page in ["/embed.js", "/v1/embed.js"] {
        assert_eq!(client.get(page).await.status, 200, "{page}");
    }
    assert!(client.get(&format!("/chat/{SITE}/")).await.text().contains("baton-site"));

    // The socket stays what it became, past the beats of the relay.
    let mut visitor = Visitor::begin(client.clone()).await;
    visitor.asks("Where is my parcel?").await;
    let beats = visitor.beats;
    scene.leap(std::time::Duration::from_secs(26));
    visitor.until("a beat", |visitor| visitor.beats > beats).await;

    // A file of the size that visitors may send.
    let text = "All of it.\n".repeat(4_500_000);
    let file = visitor.uploads("all.txt", text.as_bytes()).await;
    let back = visitor.fetches(&file.id).await;
    assert_eq!((back.status, back.bytes.len()), (200, text.len()));

    let hook = format!("http://{}{path}/v1/webhooks/conversations/main", proxy.address);
    scene.zendesk.control.send_webhooks_to(&hook).unwrap();
    let agent = scene.hand_over(&mut visitor).await;
    agent.says("Hello");
    visitor.until_line("Ana Lima: Hello").await;
    assert!(scene.metric("baton_webhooks_total", &["main", "200"]).await > 0.0);
    // A stranger's as large as they come is refused by the relay and not before it.
    let large = client.request(reqwest::Method::POST, "/v1/webhooks/conversations/main").body(vec![b' '; 1_000_000]);
    assert_eq!(Client::answer(large).await.status, 401);

    // Each address has its own budget, whatever it claims.
    let asks = |from, claimed| session_from(from, claimed, &scene, proxy.address, path);
    for _ in 0..3 {
        assert_eq!(asks([127, 0, 0, 2], "203.0.113.7").await, 201);
    }
    assert_eq!(asks([127, 0, 0, 2], "203.0.113.8, 203.0.113.9").await, 429);
    assert_eq!(asks([127, 0, 0, 3], "127.0.0.2").await, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_nginx_everything_passes() {
    everything_passes(Kind::Nginx, "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_nginx_below_a_path_everything_passes() {
    everything_passes(Kind::Nginx, "/backend").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_caddy_everything_passes() {
    everything_passes(Kind::Caddy, "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_caddy_below_a_path_everything_passes() {
    everything_passes(Kind::Caddy, "/backend").await;
}

#[test]
fn the_document_has_the_files_and_nginx_waits_longer_than_the_relay_is_silent() {
    let document = std::fs::read_to_string(deploy().join("../docs/reachability.md")).unwrap();
    for (kind, language) in [(Kind::Nginx, "nginx"), (Kind::Caddy, "caddyfile")] {
        let (name, text) = (kind.file(), std::fs::read_to_string(deploy().join(kind.file())).unwrap());
        let block = format!("<!-- begin: deploy/{name} -->\n```{language}\n{text}```\n<!-- end: deploy/{name} -->");
        assert!(document.contains(&block), "docs/reachability.md has not deploy/{name} as it is");
    }
    let nginx = std::fs::read_to_string(deploy().join("nginx.conf")).unwrap();
    for setting in ["proxy_read_timeout", "proxy_send_timeout"] {
        let seconds = nginx.split(&format!("{setting} ")).nth(1).and_then(|rest| rest.split("s;").next()).unwrap();
        assert!(seconds.parse::<i64>().unwrap() * 1_000 > limits::SILENCE_MS, "{setting}");
    }
}
