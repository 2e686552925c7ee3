//! The samples of `docs/identity.md`: each is run, and the relay takes what it prints.

use super::{KID, SECRET, known};
use crate::harness::{Scene, Settings};
use baton_relay::store::IdentityKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const NODE: &str = "node identity.mjs";
const PYTHON: &str = "python3 identity.py";
const SHELL: &str = "sh identity.sh";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/samples")
}

/// What a command prints, of which the first word is a program; in the folder of the samples, with these variables.
fn printed(command: &str, variables: &[(&str, &str)]) -> String {
    let mut words = command.split(' ');
    let mut run = Command::new(words.next().unwrap());
    run.args(words).current_dir(folder()).envs(variables.iter().copied());
    let output = tokio::task::block_in_place(|| run.output()).unwrap_or_else(|error| panic!("{command}: {error}"));
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A scene at the machine's time, which is the one that samples sign with.
async fn today(settings: Settings) -> Scene {
    let scene = Scene::of(settings).await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let begun = Duration::from_millis(scene.time.moment().0.try_into().unwrap());
    scene.leap(now.checked_sub(begun).expect("the machine's clock is right"));
    scene
}

/// Makes a key by openssl in a folder, and gives the files of its private and its public half.
fn key(folder: &Path, name: &str, flags: &str) -> (String, String) {
    let path = |end: &str| folder.join(format!("{name}{end}")).to_string_lossy().into_owned();
    let (private, public) = (path(".pem"), path(".pub.pem"));
    printed(&format!("openssl genpkey -quiet {flags} -out {private}"), &[]);
    printed(&format!("openssl pkey -in {private} -pubout -out {public}"), &[]);
    (private, public)
}

/// Hands a visitor over whom a token makes known, and looks at the ticket.
async fn is_taken(scene: &Scene, sample: &str, token: &str) {
    let mut visitor = scene.visitor().await;
    visitor.identifies(token).await;
    let agent = scene.hand_over(&mut visitor).await;
    assert_eq!(visitor.refusals, [], "{sample}");
    let ticket = agent.ticket();
    assert_eq!(ticket.requester_external_id.as_deref(), Some("customer-42"), "{sample}");
    assert_eq!(ticket.requester_name, "Ada Brown", "{sample}");
    assert_eq!(ticket.requester_email.as_deref(), Some("ada@customer.example"), "{sample}");
    let summary = agent.transcript()[0].clone();
    assert_eq!(summary.contains("Signed by the site:\n  plan: gold"), sample != SHELL, "{sample}: {summary}");
    agent.ends();
    visitor.until_stage(baton_protocol::Stage::Ended).await;
    assert!(known(scene, IdentityKind::ExternalId, "customer-42").await.is_some(), "{sample}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_sample_signs_by_a_secret_what_the_relay_takes() {
    let variables = [("BATON_KID", KID), ("BATON_SECRET", SECRET)];
    for sample in [NODE, PYTHON, SHELL] {
        let scene = today(super::settings("")).await;
        is_taken(&scene, sample, &printed(sample, &variables)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_sign_by_keys_of_their_own_and_encrypt() {
    let folder = tempfile::tempdir().unwrap();
    let (rsa, rsa_public) = key(folder.path(), "rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    let (ed, ed_public) = key(folder.path(), "ed", "-algorithm ed25519");
    let (seal, seal_public) = key(folder.path(), "seal", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    let settings = super::settings("").more(&format!(
        "[site.shop.identity.public_keys.rsa]\nalgorithm = \"RS256\"\npem_file = \"{rsa_public}\"\n\
         [site.shop.identity.public_keys.ed]\nalgorithm = \"EdDSA\"\npem_file = \"{ed_public}\"\n\
         [site.shop.identity.decryption_keys]\nseal_file = \"{seal}\"\n"
    ));
    for (sample, kid, private) in [(NODE, "rsa", &rsa), (NODE, "ed", &ed), (SHELL, "rsa", &rsa)] {
        let scene = today(settings.clone()).await;
        is_taken(&scene, sample, &printed(sample, &[("BATON_KID", kid), ("BATON_PRIVATE_KEY", private)])).await;
    }
    let variables = [("BATON_KID", "ed"), ("BATON_PRIVATE_KEY", &ed), ("BATON_ENCRYPTION_KEY", &seal_public)];
    let token = printed(NODE, &variables);
    let claims = token.split('.').nth(1).unwrap();
    let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, claims).unwrap();
    let claims = String::from_utf8(claims).unwrap();
    assert!(claims.contains("user_payload") && !claims.contains("Ada") && !claims.contains("gold"), "{claims}");
    let scene = today(settings).await;
    is_taken(&scene, NODE, &token).await;
}

#[test]
fn the_page_shows_the_samples_as_they_are() {
    let page = std::fs::read_to_string(folder().join("../identity.md")).unwrap();
    let code: Vec<&str> = page.split("\n```").collect();
    for (name, sign) in [("identity.mjs", "js"), ("identity.py", "python"), ("identity.sh", "sh")] {
        let sample = std::fs::read_to_string(folder().join(name)).unwrap();
        let shown = code.iter().find(|block| block.strip_prefix(sign) == Some(&format!("\n{}", sample.trim_end())));
        assert!(shown.is_some(), "docs/identity.md does not show docs/samples/{name} as it is");
    }
}
