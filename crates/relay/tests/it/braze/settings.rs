//! The table of a site's text messages, read and checked.

use baton_relay::config::{self, Problem};
use std::path::Path;

const ACCOUNT: &str = "subdomain = \"shop\"\noauth_client_id = \"a\"\noauth_client_secret = \"b\"";
const GOOD: &str = "rest_url = \"https://rest.fra-01.braze.eu\"\napi_key = \"key\"\ncampaign_id = \"c\"\n\
    inbound_secrets = [\"0123456789abcdef\"]";

fn problems(account: &str, lines: &str) -> Vec<Problem> {
    let text = format!(
        "[account.main]\n{account}\n[site.shop]\ntoken = \"site_0123456789\"\naccount = \"main\"\ndesk = \"tickets\"\n\
         [site.shop.braze]\n{lines}\n"
    );
    let loaded = config::parse(&text, Path::new("/nowhere"), []);
    loaded.problems.into_iter().filter(|problem| problem.key.starts_with("site.shop.braze")).collect()
}

fn errors(lines: &str) -> Vec<String> {
    let errors = problems(ACCOUNT, lines).into_iter().filter(Problem::is_error);
    errors.map(|problem| problem.key.trim_start_matches("site.shop.braze").trim_start_matches('.').to_owned()).collect()
}

#[test]
fn what_is_needed_is_enough() {
    assert_eq!(problems(ACCOUNT, GOOD), []);
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    assert_eq!(errors(""), ["rest_url", "api_key", "campaign_id", "inbound_secrets"]);
}

#[test]
fn each_mistake_is_named_by_its_key() {
    for (line, key) in [
        ("rest_url = \"http://rest.fra-01.braze.eu\"", "rest_url"),
        ("rest_url = \"https://user@rest.fra-01.braze.eu\"", "rest_url"),
        ("inbound_secrets = [\"0123456789abcdef\", \"short\"]", "inbound_secrets[1]"),
        ("inbound_header = \"not a header\"", "inbound_header"),
        ("user_field = \"braze external id\"", "user_field"),
        ("texts_per_user_per_hour = 0", "texts_per_user_per_hour"),
        ("message_chars = 20", "message_chars"),
        ("solved_campaign_id = \" \"", "solved_campaign_id"),
        ("message_template = \"Text STOP to opt out.\"", "message_template"),
        ("message_template = \"{message} {name} STOP\"", "message_template"),
        ("message_template = \"{message}\"", "message_template"),
        ("message_template = \"{message} Do not stop, UNSTOPPABLE\"", "message_template"),
        ("opt_out_words = [\"ARRET\"]", "message_template"),
        ("opt_out_words = []", "opt_out_words"),
        ("[site.shop.braze.keyword_categories.X]\naction = \"reply_only\"", "keyword_categories.X.reply"),
        ("[site.shop.braze.keyword_categories.X]\naction = \"ignore\"\nreply = \"x\"", "keyword_categories.X.reply"),
        ("[site.shop.braze.keyword_categories.X]\naction = \"drop\"", "keyword_categories.X.action"),
    ] {
        let name = line.split(" =").next().unwrap();
        let good: Vec<&str> = GOOD.lines().filter(|known| !known.starts_with(&format!("{name} ="))).collect();
        assert_eq!(errors(&format!("{}\n{line}", good.join("\n"))), [key], "{line}");
    }
}

#[test]
fn an_account_that_makes_no_tickets_is_warned_of() {
    let messaging =
        "subdomain = \"shop\"\napp_id = \"a\"\nintegration_id = \"b\"\nkey_id = \"int_c\"\nkey_secret = \"d\"";
    let told = problems(messaging, GOOD);
    assert!(
        told.iter().any(|problem| !problem.is_error() && problem.text.contains("no credential for Support")),
        "{told:?}"
    );
}

#[test]
fn secrets_come_from_elsewhere_and_are_never_shown() {
    let text = format!("[site.shop]\ntoken = \"site_0123456789\"\n[site.shop.braze]\n{GOOD}");
    let variables = [
        ("BATON_SITE__SHOP__BRAZE__API_KEY", "from outside"),
        ("BATON_SITE__SHOP__BRAZE__INBOUND_SECRETS", "aaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbb"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let loaded = config::parse(&text, Path::new("/nowhere"), variables);
    let braze = loaded.config.site["shop"].braze.as_ref().unwrap();
    assert_eq!(braze.inbound_secrets.len(), 2);
    let shown = loaded.config.print();
    assert!(shown.contains("[site.shop.braze]"), "{shown}");
    for secret in ["from outside", "aaaaaaaaaaaaaaaa", "0123456789abcdef"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
