//! Each mistake has its key, says what to do, and does not hide the next.

use super::{GOOD, assert_only, changed, parse};
use baton_relay::config::Problem;

/// What one changed line leads to: the line and what it becomes, the key of the problem, words of its text.
const MISTAKES: &[(&str, &str, &str, &[&str])] = &[
    // Reading.
    ("data_dir = \"data\"", "data_dri = \"data\"", "data_dri", &["not a setting", "did you mean `data_dir`?"]),
    (
        "subdomain = \"acme\"",
        "subdomian = \"acme\"\nsubdomain = \"acme\"",
        "account.main.subdomian",
        &["did you mean `subdomain`?"],
    ),
    ("data_dir = \"data\"", "data_dir = 5", "data_dir", &["text in quotes"]),
    ("data_dir = \"data\"", "trusted_proxies = 256", "trusted_proxies", &["whole number", "255"]),
    ("data_dir = \"data\"", "listen = \"localhost:80\"", "listen", &["localhost:80", "IP address and a port"]),
    ("data_dir = \"data\"", "log = \"debug\"", "log", &["must be a table"]),
    ("data_dir = \"data\"", "log.format = \"jsno\"", "log.format", &["`text`, `json`", "did you mean `json`?"]),
    ("data_dir = \"data\"", "log.filter = \"info,=,\"", "log.filter", &["cannot be understood"]),
    (
        "account = \"main\"",
        "account = \"main\"\nbot = \"rasa\"",
        "site.shop.bot",
        &["`rasa` is not known", "`knowledge`"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\ndesk = \"chat\"",
        "site.shop.desk",
        &["`chat` is not known", "`messaging`", "`tickets`"],
    ),
    ("account = \"main\"", "account = \"main\"\nhandoff = \"yes\"", "site.shop.handoff", &["true or false"]),
    (
        "account = \"main\"",
        "account = \"main\"\nask_email = \"maybe\"",
        "site.shop.ask_email",
        &["`no`, `optional`, `required`"],
    ),
    ("account = \"main\"", "account = \"main\"\ntags = \"web\"", "site.shop.tags", &["must be a list"]),
    (
        "account = \"main\"",
        "account = \"main\"\nkeywords = { human = { reply = \"yes\" } }",
        "site.shop.keywords.human",
        &["neither `words` nor `payloads`"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nkeywords = { human = { words = [\"human\"], skill = \"gone\" } }",
        "site.shop.keywords.human.skill",
        &["no skill `gone`"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nask_fields = [{ label = \"Order\" }]",
        "site.shop.ask_fields[0]",
        &["`name` must be"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nask_fields = [{ name = \"a\", label = \"A\" }, { name = \"a\", label = \"B\" }]",
        "site.shop.ask_fields[1]",
        &["as another's is"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nask_fields = [{ name = \"a\", label = \"A\", ticket_field = \"order\" }]",
        "site.shop.ask_fields[0]",
        &["number of a ticket field"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nask_fields = [{ label = \"I agree\", agree = true, name = \"a\" }]",
        "site.shop.ask_fields[0]",
        &["nothing else"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nstarters = [{ label = \"A\", postbak = \"b\" }]",
        "site.shop.starters[0]",
        &["did you mean `postback`?"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nstarters = [{ label = \"A\", postback = \"b\", handoff = true }]",
        "site.shop.starters[0]",
        &["more than one"],
    ),
    // The top.
    ("https://chat.example.com", "http://chat.example.com", "public_url", &["must begin with https://"]),
    ("https://chat.example.com", "https://chat.example.com/?a=b", "public_url", &["without user, question mark"]),
    ("https://chat.example.com", "mailto:me@example.com", "public_url", &["must begin with https://"]),
    ("https://chat.example.com", "chat.example.com", "public_url", &["not a whole address"]),
    ("data_dir = \"data\"", "internal_listen = \"127.0.0.1:8080\"", "internal_listen", &["same as `listen`"]),
    (
        "data_dir = \"data\"",
        "budget.handoffs_per_address_per_hour = 0",
        "budget.handoffs_per_address_per_hour",
        &["at least 1"],
    ),
    ("data_dir = \"data\"", "limit.connections = 0", "limit.connections", &["at least 1"]),
    // Accounts.
    ("subdomain = \"acme\"", "", "account.main.subdomain", &["is missing"]),
    ("subdomain = \"acme\"", "subdomain = \"acme.zendesk.com\"", "account.main.subdomain", &["it is `acme` where"]),
    (
        "subdomain = \"acme\"",
        "subdomain = \"acme\"\nbase_url = \"https://z.example.com\"",
        "account.main.base_url",
        &["keep one"],
    ),
    ("subdomain = \"acme\"", "base_url = \"http://z.example.com\"", "account.main.base_url", &["loopback"]),
    ("app_id = \"5f1\"", "", "account.main.app_id", &["is missing", "Admin Center"]),
    ("integration_id = \"5f2\"", "", "account.main.integration_id", &["is missing", "Admin Center"]),
    ("key_id = \"int_5f3\"", "", "account.main.key_id", &["is missing", "create an API key"]),
    ("key_secret = \"canary-key-secret\"", "", "account.main.key_secret", &["is missing", "shows it once"]),
    (
        "[\"canary-webhook-secret\", \"canary-webhook-secret-before\"]",
        "[]",
        "account.main.webhook_secrets",
        &["shared secret"],
    ),
    ("\"canary-webhook-secret-before\"]", "\"\"]", "account.main.webhook_secrets[1]", &["is empty"]),
    ("oauth_client_id = \"baton\"", "", "account.main.oauth_client_id", &["`oauth_client_secret` is of no use"]),
    (
        "subdomain = \"acme\"",
        "subdomain = \"acme\"\nemail = \"a@example.com\"",
        "account.main.api_token",
        &["`email` is of no use"],
    ),
    (
        "subdomain = \"acme\"",
        "subdomain = \"acme\"\nphone_field = \"phone\"",
        "account.main.phone_field",
        &["number of a ticket field"],
    ),
    (
        "subdomain = \"acme\"",
        "subdomain = \"acme\"\nmedia_hosts = [\"*\"]",
        "account.main.media_hosts[0]",
        &["must be a host"],
    ),
    (
        "subdomain = \"acme\"",
        "subdomain = \"acme\"\necho_timeout_seconds = 0",
        "account.main.echo_timeout_seconds",
        &["at least 1"],
    ),
    // Sites.
    ("token = \"site_0123456789\"", "", "site.shop.token", &["is missing", "baton token"]),
    ("site_0123456789", "short", "site.shop.token", &["8 to 128 letters"]),
    ("site_0123456789", "int_5f0123456789", "site.shop.token", &["looks like a secret"]),
    ("site_0123456789", "canary-key-secret", "site.shop.token", &["looks like a secret"]),
    ("[\"https://shop.example.com\"]", "[\"*\"]", "site.shop.embed_origins[0]", &["may only stand for a subdomain"]),
    (
        "[\"https://shop.example.com\"]",
        "[\"https://shop.example.com/page\"]",
        "site.shop.embed_origins[0]",
        &["no path"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\napi_origins = [\"shop.example.com\"]",
        "site.shop.api_origins[0]",
        &["scheme and host"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nsocket_url = \"https://s.example.com/\"",
        "site.shop.socket_url",
        &["wss://"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nfallback_url = \"javascript:alert(1)\"",
        "site.shop.fallback_url",
        &["https:, mailto: or tel:"],
    ),
    ("account = \"main\"", "account = \"main\"\nlocale = \"en_GB\"", "site.shop.locale", &["BCP 47"]),
    ("account = \"main\"", "account = \"main\"\ntitle = \" \"", "site.shop.title", &["must not be empty"]),
    (
        "account = \"main\"",
        "account = \"main\"\nslow_after_seconds = 0",
        "site.shop.slow_after_seconds",
        &["at least 1"],
    ),
    ("account = \"main\"", "account = \"main\"\nknowledge.floor = 2", "site.shop.knowledge.floor", &["from 0"]),
    (
        "account = \"main\"",
        "account = \"main\"\nstarters = [{ label = \"A\", handoff = \"biling\" }]",
        "site.shop.starters[0]",
        &["no skill `biling`", "did you mean `billing`?"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nstarters = [{ label = \"A\", link = \"javascript:1\" }]",
        "site.shop.starters[0]",
        &["`link` must begin"],
    ),
    ("\"360001\"", "\"Billing\"", "site.shop.skills.billing.group_id", &["number of a group"]),
    (
        "account = \"main\"",
        "account = \"main\"\nticket_fields = [\"name\"]",
        "site.shop.ticket_fields[0]",
        &["number of a ticket field"],
    ),
    ("account = \"main\"", "account = \"main\"\ntags = [\"two words\"]", "site.shop.tags[0]", &["without spaces"]),
    ("account = \"main\"", "account = \"main\"\ntags = [\"sunco_send\"]", "site.shop.tags[0]", &["acts upon"]),
    (
        "account = \"main\"",
        "account = \"main\"\nfiles.max_bytes = 50000001",
        "site.shop.files.max_bytes",
        &["50000000"],
    ),
    (
        "data_dir = \"data\"",
        "budget.upload_bytes_per_address_per_hour = 1000000",
        "site.shop.files.max_bytes",
        &["could never be sent"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nfiles.extensions = [\".pdf\"]",
        "site.shop.files.extensions[0]",
        &["did you mean `pdf`?"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\nfiles.extensions = [\"exe\"]",
        "site.shop.files.extensions[0]",
        &["Zendesk does not take `exe`"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\ntheme.--baton-accent = \"red\"",
        "site.shop.theme.--baton-accent",
        &["`accent`"],
    ),
    (
        "account = \"main\"",
        "account = \"main\"\ntheme.accent = \"red; } body { display: none\"",
        "site.shop.theme.accent",
        &["one plain CSS value"],
    ),
];

#[test]
fn every_mistake_is_named_with_its_key_and_what_to_do() {
    for (from, to, key, words) in MISTAKES {
        assert_only(&parse(&changed(&[(from, to)])).problems, key, words);
    }
}

#[test]
fn all_problems_come_at_once() {
    let text =
        changed(&[("data_dir", "data_dri"), ("int_5f3", ""), ("site_0123456789", "short"), ("360001", "Billing")]);
    let problems = parse(&text).problems;
    let keys: Vec<&str> = problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["data_dri", "account.main.key_id", "site.shop.token", "site.shop.skills.billing.group_id"]);
}

#[test]
fn a_name_that_cannot_stand_in_an_address_is_refused() {
    for name in ["Shop", "a b", "-a", "a__b", "ä"] {
        let text = changed(&[
            ("[site.shop]", &format!("[site.\"{name}\"]")),
            ("[site.shop.skills]", &format!("[site.\"{name}\".skills]")),
        ]);
        assert_only(&parse(&text).problems, &format!("site.{name}"), &["lower-case letters"]);
    }
}

#[test]
fn two_sites_cannot_share_a_token_nor_give_one_skill_two_groups() {
    let second = "\n[site.blog]\ntoken = \"site_blog0000\"\nprevious_tokens = [\"site_0123456789\"]\naccount = \"main\"\n\
                  embed_origins = [\"https://blog.example.com\"]\nskills.billing.group_id = \"77\"\n";
    let problems = parse(&format!("{GOOD}{second}")).problems;
    let keys: Vec<&str> = problems.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["site.shop.token", "site.shop.skills.billing"]);
    assert!(problems[0].text.contains("site `blog`"), "{}", problems[0]);
}

#[test]
fn what_only_somebody_should_know_is_a_warning() {
    let token = (
        "oauth_client_id = \"baton\"\noauth_client_secret = \"canary-oauth-secret\"",
        "email = \"a@example.com\"\napi_token = \"t\"",
    );
    let warnings = [
        (changed(&[token]), "account.main.api_token", "2027-04-30"),
        (changed(&[("[\"https://shop.example.com\"]", "[]")]), "site.shop.embed_origins", "is empty"),
    ];
    for (text, key, words) in warnings {
        let loaded = parse(&text);
        assert_only(&loaded.problems, key, &[words]);
        assert!(!loaded.problems[0].is_error(), "{}", loaded.problems[0]);
        assert!(loaded.accept().is_ok());
    }
    let alone = parse(&changed(&[("account = \"main\"", "")])).problems;
    let keys: Vec<&str> = alone.iter().map(|problem| problem.key.as_str()).collect();
    assert_eq!(keys, ["account.main", "site.shop.account"]);
    assert!(!alone.iter().any(Problem::is_error));
}

#[test]
fn an_account_that_is_not_there_is_named_with_the_nearest() {
    let problems = parse(&changed(&[("account = \"main\"", "account = \"mian\"")])).problems;
    let [unused, unknown] = problems.as_slice() else { panic!("{problems:#?}") };
    assert_only(std::slice::from_ref(unused), "account.main", &["no site uses this account"]);
    assert_only(std::slice::from_ref(unknown), "site.shop.account", &["no [account.mian]", "did you mean `main`?"]);
    assert!(unknown.is_error() && !unused.is_error());
}

#[test]
fn an_empty_configuration_says_how_to_begin() {
    assert_only(&parse("").problems, "site", &["no site is set up", "baton token"]);
}

#[test]
fn a_file_that_is_not_toml_names_the_line_and_not_what_stands_in_it() {
    let problems = parse("data_dir = \"data\"\n[account.main]\nkey_secret = canary\n").problems;
    assert_only(&problems, "", &["not TOML, line 3"]);
    assert!(!problems[0].text.contains("canary"), "{}", problems[0]);
}

#[test]
fn loopback_needs_no_tls() {
    for address in ["http://127.0.0.1:4402", "http://[::1]:4402", "http://localhost", "http://shop.localhost:1"] {
        assert_eq!(parse(&changed(&[("https://chat.example.com", address)])).problems, [], "{address}");
    }
}
