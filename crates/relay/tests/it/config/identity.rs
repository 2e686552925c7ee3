//! Who visitors are said to be: keys, and what is dangerous about anything else.

use super::{assert_only, changed, good, parse, variables};
use baton_relay::config::{self, Problem};
use secrecy::ExposeSecret;

const KEY: &str = "canary-identity-secret-of-more-than-32-bytes";

/// The good configuration with lines for its site.
fn with(lines: &str) -> String {
    changed(&[("account = \"main\"", &format!("account = \"main\"\n{lines}"))])
}

#[test]
fn keys_are_read_under_their_kid_and_never_shown() {
    let text = with(&format!("identity.keys = {{ app_1 = \"{KEY}\", \"a.b/c\" = \"{KEY}-two\" }}"));
    let config = good(&text);
    let keys = &config.site["shop"].identity.keys;
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["a.b/c", "app_1"]);
    assert_eq!(keys["app_1"].expose_secret(), KEY);
    for shown in [config.print(), format!("{config:?}")] {
        assert!(!shown.contains("canary"), "{shown}");
    }
    let printed = config.print();
    assert!(printed.contains("app_1 = \"(set, not shown)\"") && printed.contains("\"a.b/c\" ="), "{printed}");
    assert!(printed.parse::<toml::Table>().is_ok(), "{printed}");
}

#[test]
fn a_key_comes_from_a_file_and_from_the_environment_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("key"), format!("{KEY}-of-the-file\n")).unwrap();
    let text = with("identity.keys.App_One_file = \"key\"");
    let other = format!("{KEY}-of-the-variable");
    let set = variables(&[("BATON_SITE__SHOP__IDENTITY__KEYS__APP_TWO", &other)]);
    let loaded = config::parse(&text, folder.path(), set);
    assert_eq!(loaded.problems, []);
    let keys = &loaded.config.site["shop"].identity.keys;
    assert_eq!(keys.keys().collect::<Vec<_>>(), ["App_One", "app_two"]);
    assert_eq!(keys["App_One"].expose_secret(), format!("{KEY}-of-the-file"));
    assert_eq!(keys["app_two"].expose_secret(), other);
    // A variable overrules the file's, and names a file as well.
    std::fs::write(folder.path().join("newer"), format!("{KEY}-newer")).unwrap();
    let set = variables(&[("BATON_SITE__SHOP__IDENTITY__KEYS__APP_ONE_FILE", "newer")]);
    let loaded = config::parse(&text, folder.path(), set);
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.config.site["shop"].identity.keys["App_One"].expose_secret(), format!("{KEY}-newer"));
    let twice = with(&format!("identity.keys = {{ one = \"{KEY}\", one_file = \"key\" }}"));
    let loaded = config::parse(&twice, folder.path(), []);
    assert_only(&loaded.problems, "site.shop.identity.keys.one", &["set twice", "`one_file`"]);
}

#[test]
fn each_mistake_is_named() {
    for (lines, key, words) in [
        ("identity.keys = { app_1 = \"short\" }", "identity.keys.app_1", &["at least 32 bytes"][..]),
        ("identity.keys = \"canary\"", "identity.keys", &["must be a table"]),
        ("identity.keys.app_1_file = \"nowhere\"", "identity.keys.app_1_file", &["cannot be read"]),
        ("identity.required = true", "identity.required", &["no visitor could ever reach a person"]),
        ("identity.requird = true", "identity.requird", &["did you mean `required`?"]),
        ("identity.anonymous_email = \"web\"", "identity.anonymous_email", &["e-mail address"]),
        ("identity.anonymous_name = \" \"", "identity.anonymous_name", &["128 characters"]),
        ("identity_mapping = { mail = \"mail\" }", "identity_mapping.mail", &["did you mean `email`?"]),
        ("identity_mapping = { email = \"\" }", "identity_mapping.email", &["a variable of the bot"]),
        (
            "ticket_field_variables = { order = \"order\" }",
            "ticket_field_variables.order",
            &["number of a ticket field"],
        ),
        ("ticket_field_variables = { \"5\" = \"\" }", "ticket_field_variables.5", &["a variable of the bot"]),
    ] {
        let problems = parse(&with(lines)).problems;
        assert_only(&problems, &format!("site.shop.{key}"), words);
        assert!(problems.iter().all(Problem::is_error), "{lines}");
        assert!(!format!("{problems:?}").contains("canary"), "{problems:?}");
    }
}

/// An Ed25519 key that nobody has the private half of any more.
const PEM: &str = "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEAYR3BUALw7aOeLbf93fNbGmZBltDbguZF+8dVcqjB7d0=\\n-----END PUBLIC KEY-----";

fn public(lines: &str) -> String {
    changed(&[]) + "\n[site.shop.identity.public_keys.login]\n" + lines
}

#[test]
fn public_keys_are_read_each_with_its_algorithm() {
    let config =
        good(&public(&format!("algorithm = \"EdDSA\"\npem = \"{PEM}\"\naudience = [\"chat\"]\nissuer = \"me\"")));
    let key = &config.site["shop"].identity.public_keys["login"];
    assert_eq!(key.algorithm.map(config::SigningAlgorithm::as_str), Some("EdDSA"));
    assert_eq!((key.audience.as_slice(), key.issuer.as_deref()), (&["chat".to_owned()][..], Some("me")));
    for url in ["https://login.example/keys", "http://127.0.0.1:9/keys?tenant=1"] {
        good(&public(&format!("algorithm = \"RS256\"\njwks_url = \"{url}\"")));
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("login.pem"), PEM.replace("\\n", "\n")).unwrap();
    let loaded = config::parse(&public("algorithm = \"EdDSA\"\npem_file = \"login.pem\""), folder.path(), []);
    assert_eq!(loaded.problems, []);
}

#[test]
fn each_mistake_with_a_public_key_is_named() {
    let pem = format!("pem = \"{PEM}\"");
    for (lines, key, words) in [
        (pem.clone(), "algorithm", "is missing"),
        (format!("algorithm = \"HS256\"\n{pem}"), "algorithm", "`HS256` is not known"),
        (format!("algorithm = \"none\"\n{pem}"), "algorithm", "`none` is not known"),
        (format!("algorithm = \"ES256\"\n{pem}"), "pem", "is no key of the curve P-256"),
        ("algorithm = \"RS256\"".to_owned(), "pem", "is missing"),
        ("algorithm = \"RS256\"\npem = \"canary\"".to_owned(), "pem", "is not PEM"),
        (format!("algorithm = \"EdDSA\"\n{pem}\njwks_url = \"https://a.example\""), "jwks_url", "keep one"),
        ("algorithm = \"RS256\"\njwks_url = \"http://a.example\"".to_owned(), "jwks_url", "https://"),
        ("algorithm = \"RS256\"\njwks_url = \"file:///etc/passwd\"".to_owned(), "jwks_url", "https://"),
        ("algorithm = \"RS256\"\njwks_url = \"https://u:p@a.example\"".to_owned(), "jwks_url", "without user"),
        (format!("algorithm = \"EdDSA\"\n{pem}\naudience = [\" \"]"), "audience", "empty"),
        (format!("algorithm = \"EdDSA\"\n{pem}\nissuer = \"\""), "issuer", "is empty"),
        (format!("algorithm = \"EdDSA\"\n{pem}\nissuers = \"a\""), "issuers", "did you mean `issuer`?"),
    ] {
        let problems = parse(&public(&lines)).problems;
        assert_only(&problems, &format!("site.shop.identity.public_keys.login.{key}"), &[words]);
        assert!(!format!("{problems:?}").contains("canary"), "{problems:?}");
    }
    let same = with(&format!("identity.keys = {{ login = \"{KEY}\" }}"))
        + &format!("\n[site.shop.identity.public_keys.login]\nalgorithm = \"EdDSA\"\n{pem}");
    assert_only(&parse(&same).problems, "site.shop.identity.public_keys.login", &["give one of them another"]);
    let closed = with("identity.decryption_keys = { k1 = \"canary\" }");
    assert_only(&parse(&closed).problems, "site.shop.identity.decryption_keys.k1", &["PEM of a private key"]);
    assert!(!format!("{:?}", parse(&closed).problems).contains("canary"));
    assert_only(&parse(&with("identity.audience = [\"\"]")).problems, "site.shop.identity.audience", &["empty"]);
}

#[test]
fn what_is_dangerous_is_a_warning() {
    let trusting = parse(&with("trust_typed_identity = true")).problems;
    assert_only(&trusting, "site.shop.trust_typed_identity", &["becomes that person", "`identity.keys`"]);
    assert!(!trusting[0].is_error());
    let both = format!("identity = {{ keys = {{ a = \"{KEY}\" }}, required = true, anonymous_name = \"Web\" }}");
    let problems = parse(&with(&both)).problems;
    assert_only(&problems, "site.shop.identity.required", &["no effect"]);
    assert!(!problems[0].is_error());
}

#[test]
fn a_key_is_no_site_token() {
    let text = with(&format!("identity.keys = {{ a = \"{KEY}\" }}")).replace("site_0123456789", KEY);
    assert_only(&parse(&text).problems, "site.shop.token", &["looks like a secret"]);
}
