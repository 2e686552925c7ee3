use serde_json::Value;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

fn emulator(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zendesk-emulator"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

#[tokio::test]
async fn the_binary_says_where_it_listens_and_ends_on_a_signal() {
    let mut child = emulator(&["--listen", "127.0.0.1:0", "--ready-json"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready: Value = serde_json::from_str(&lines.next_line().await.unwrap().unwrap()).unwrap();
    assert_eq!(ready["ready"], true);
    let braze = format!("{}/campaigns/trigger/send", ready["braze_url"].as_str().unwrap());
    assert_eq!(reqwest::Client::new().post(braze).send().await.unwrap().status(), 401);
    let page = reqwest::get(ready["console_url"].as_str().unwrap()).await.unwrap();
    assert!(page.text().await.unwrap().contains("Agent console"));
    #[cfg(unix)]
    {
        let pid = child.id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert!(child.wait().await.unwrap().success());
    }
}

#[tokio::test]
async fn the_binary_refuses_an_address_others_can_reach() {
    let output = emulator(&["--listen", "0.0.0.0:0"]).output().await.unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("loopback"));
}
