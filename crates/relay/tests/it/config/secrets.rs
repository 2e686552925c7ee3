//! Secrets stay where they are, and those of the demo stay in the demo.

use super::{GOOD, changed, good, parse};
use baton_emulator::demo;

#[test]
fn no_secret_is_printed() {
    let text = changed(&[("subdomain", "email = \"a@example.com\"\napi_token = \"canary-api-token\"\nsubdomain")]);
    let config = good(&text);
    let shown = [config.print(), format!("{config:?}"), format!("{config:#?}")];
    for text in shown {
        assert!(!text.contains("canary"), "{text}");
        assert!(text.contains("int_5f3"), "what is no secret is shown: {text}");
    }
    assert!(config.print().contains("key_secret = \"(set, not shown)\""), "{}", config.print());
}

#[test]
fn no_problem_repeats_a_secret() {
    let wrong = [
        ("key_secret = \"canary-key-secret\"", "key_secrt = \"canary-key-secret\""),
        ("[\"canary-webhook-secret\", \"canary-webhook-secret-before\"]", "\"canary-webhook-secret\""),
        ("site_0123456789", "canary-key-secret"),
    ];
    for change in wrong {
        let problems = parse(&changed(&[change])).problems;
        assert!(problems.iter().any(baton_relay::config::Problem::is_error));
        let said: String = problems.iter().map(|problem| format!("{problem} {problem:?}")).collect();
        assert!(!said.contains("canary"), "{said}");
    }
}

#[test]
fn what_is_printed_can_be_read_again() {
    let printed = good(GOOD).print();
    let again = parse(&printed);
    assert_eq!(again.problems, []);
    assert_eq!(again.config.print(), printed);
}

#[test]
fn the_demos_secrets_are_the_emulators() {
    assert_eq!(baton_relay::config::demo::SECRETS, demo::SECRETS);
    assert_eq!(baton_relay::config::demo::APP_ID, demo::APP_ID);
    assert_eq!(baton_relay::config::demo::INTEGRATION_ID, demo::INTEGRATION_ID);
    assert_eq!(baton_relay::config::demo::KEY_ID, demo::INTEGRATION_KEY_ID);
    assert_eq!(baton_relay::config::demo::OAUTH_CLIENT_ID, demo::OAUTH_CLIENT_ID);
}

#[test]
fn a_relay_for_the_public_refuses_the_demos_secrets() {
    assert_eq!(good(GOOD).demo_secrets(), []);
    for (place, key) in [
        ("canary-key-secret", "account.main.key_secret"),
        ("canary-webhook-secret-before", "account.main.webhook_secrets"),
        ("canary-oauth-secret", "account.main.oauth_client_secret"),
    ] {
        for secret in demo::SECRETS {
            let problems = good(&changed(&[(place, secret)])).demo_secrets();
            super::assert_only(&problems, key, &["everybody knows"]);
        }
    }
}
