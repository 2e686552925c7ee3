//! A set at an address that is up, down, slow, huge or nonsense, while time passes.

use super::*;
use crate::identity::tests::signer::Signer;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Notify;

const START: Moment = Moment(1_790_000_000_000);

/// What the address does.
#[derive(Clone)]
enum Way {
    Keys(Value),
    Text(String),
    Status(u16),
    Leads(String),
    /// Until it is told to go on.
    Waits(Arc<Notify>, Value),
}

struct Address {
    way: Arc<Mutex<Way>>,
    asked: Arc<AtomicU32>,
    url: Url,
}

impl Address {
    async fn new(way: Way) -> Self {
        let (way, asked) = (Arc::new(Mutex::new(way)), Arc::new(AtomicU32::new(0)));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = Url::parse(&format!("http://{}/keys.json", listener.local_addr().unwrap())).unwrap();
        let (ways, count) = (Arc::clone(&way), Arc::clone(&asked));
        let answer = move || {
            count.fetch_add(1, Ordering::SeqCst);
            let way = ways.lock().unwrap().clone();
            async move { way.answer().await }
        };
        let routes = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { way, asked, url }
    }

    async fn of(keys: &[Value]) -> Self {
        Self::new(Way::Keys(json!({ "keys": keys }))).await
    }

    fn does(&self, way: Way) {
        *self.way.lock().unwrap() = way;
    }

    fn has(&self, keys: &[Value]) {
        self.does(Way::Keys(json!({ "keys": keys })));
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }

    fn set(&self, algorithm: SigningAlgorithm) -> Jwks {
        Jwks::new("shop", "id", self.url.clone(), algorithm)
    }
}

impl Way {
    async fn answer(self) -> Response {
        match self {
            Self::Keys(keys) => axum::Json(keys).into_response(),
            Self::Text(text) => text.into_response(),
            Self::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
            Self::Leads(to) => Redirect::temporary(&to).into_response(),
            Self::Waits(go, keys) => {
                go.notified().await;
                axum::Json(keys).into_response()
            }
        }
    }
}

fn after(seconds: u64) -> Moment {
    START + Duration::from_secs(seconds)
}

/// Whether there is a key of that id.
async fn has(set: &Jwks, kid: &str, now: Moment) -> Result<bool, Fault> {
    set.key(kid, now).await.map(|key| key.is_some())
}

#[tokio::test]
async fn a_set_is_fetched_once_and_anew_when_it_has_grown_old() {
    let ed = Signer::ed();
    let address = Address::of(&[ed.jwk("one")]).await;
    let set = address.set(SigningAlgorithm::EdDsa);
    assert_eq!(address.asked(), 0, "not before a token asks");
    for seconds in [0, 1, 599] {
        assert_eq!(has(&set, "one", after(seconds)).await, Ok(true));
    }
    assert_eq!(address.asked(), 1);
    // Taken back at the address.
    address.has(&[Signer::ed().jwk("two")]);
    assert_eq!(has(&set, "one", after(600)).await, Ok(false));
    assert_eq!(has(&set, "two", after(600)).await, Ok(true));
    assert_eq!(address.asked(), 2);
}

#[tokio::test]
async fn a_replaced_key_is_found_and_unknown_ones_hammer_nobody() {
    let (old, new) = (Signer::rsa(), Signer::rsa());
    let address = Address::of(&[old.jwk("old")]).await;
    let set = address.set(SigningAlgorithm::Rs256);
    assert_eq!(has(&set, "old", after(0)).await, Ok(true));
    address.has(&[old.jwk("old"), new.jwk("new")]);
    assert_eq!(has(&set, "new", after(59)).await, Ok(false), "it was asked for a moment ago");
    assert_eq!(has(&set, "new", after(60)).await, Ok(true));
    assert_eq!(address.asked(), 2);
    for made_up in 0..200 {
        assert_eq!(has(&set, &format!("made-up-{made_up}"), after(61)).await, Ok(false));
    }
    assert_eq!(address.asked(), 2);
    assert_eq!(has(&set, "../../etc/passwd", after(120)).await, Ok(false));
    assert_eq!(has(&set, "x\n", after(300)).await, Ok(false));
    assert_eq!(has(&set, &"x".repeat(256), after(300)).await, Ok(false));
    assert_eq!(address.asked(), 3, "what no key can be called is not asked for");
    assert_eq!(has(&set, "old", after(300)).await, Ok(true));
}

#[tokio::test]
async fn while_the_address_is_down_the_last_good_set_holds_for_a_day() {
    let ec = Signer::ec();
    let address = Address::of(&[ec.jwk("one")]).await;
    let set = address.set(SigningAlgorithm::Es256);
    assert_eq!(has(&set, "one", after(0)).await, Ok(true));
    address.does(Way::Status(503));
    assert_eq!(has(&set, "one", after(3_600)).await, Ok(true), "though it is old");
    assert_eq!(has(&set, "two", after(3_600)).await, Err(Fault::KeysUnavailable), "it may be new");
    assert_eq!(address.asked(), 2, "not again at once");
    assert_eq!(has(&set, "one", after(24 * 3_600)).await, Err(Fault::KeysUnavailable), "not for ever");
    address.has(&[ec.jwk("one")]);
    assert_eq!(has(&set, "one", after(24 * 3_600 + 29)).await, Err(Fault::KeysUnavailable));
    assert_eq!(has(&set, "one", after(24 * 3_600 + 30)).await, Ok(true), "back after half a minute");
}

#[tokio::test]
async fn what_is_no_set_is_no_set() {
    let ed = Signer::ed();
    let elsewhere = Address::of(&[ed.jwk("one")]).await;
    let huge = json!({"keys": [ed.jwk("one")], "padding": "x".repeat(300_000)}).to_string();
    for (way, words) in [
        (Way::Status(404), "answers 404"),
        (Way::Status(204), "answers 204"),
        (Way::Leads(elsewhere.url.to_string()), "no redirect"),
        (Way::Text(huge), "more than 262144 bytes"),
        (Way::Text("<html>".to_owned()), "no JSON Web Key Set"),
        (Way::Keys(json!([ed.jwk("one")])), "no JSON Web Key Set"),
        (Way::Keys(json!({"keys": "one"})), "no JSON Web Key Set"),
        (Way::Keys(json!({"keys": []})), "no key for EdDSA"),
        (Way::Keys(json!({"keys": [Signer::ec().jwk("one"), 5, null]})), "no key for EdDSA"),
    ] {
        let address = Address::new(way).await;
        let set = address.set(SigningAlgorithm::EdDsa);
        assert_eq!(has(&set, "one", START).await, Err(Fault::KeysUnavailable), "{words}");
        let finding = set.check("identity.public_keys.id").await;
        assert!(finding.verdict == Verdict::Bad && finding.detail.contains(words), "{words}: {}", finding.detail);
        assert_eq!(finding.subject, "identity.public_keys.id");
    }
    assert_eq!(elsewhere.asked(), 0, "no redirect is followed");
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", closed.local_addr().unwrap())).unwrap();
    drop(closed);
    let set = Jwks::new("shop", "id", url, SigningAlgorithm::EdDsa);
    assert_eq!(has(&set, "one", START).await, Err(Fault::KeysUnavailable));
    assert!(set.check("").await.detail.contains("cannot be reached"));
}

#[tokio::test]
async fn keys_that_are_not_for_verifying_are_passed_over() {
    let (rsa, ed) = (Signer::rsa(), Signer::ed());
    let but = |mut jwk: Value, name: &str, value: Value| {
        jwk[name] = value;
        jwk
    };
    let address = Address::of(&[
        json!({"kty": "oct", "kid": "secret", "alg": "RS256", "k": "AAAA"}),
        json!({"kty": "oct", "kid": "hs", "alg": "HS256", "k": "AAAA"}),
        but(rsa.jwk("enc"), "use", json!("enc")),
        but(rsa.jwk("ps"), "alg", json!("PS256")),
        but(rsa.jwk("ops"), "key_ops", json!(["encrypt"])),
        but(rsa.jwk("short"), "n", json!("AQAB")),
        but(rsa.jwk("broken"), "n", json!("!")),
        but(rsa.jwk("even"), "e", json!("AA")),
        ed.jwk("ed"),
        but(rsa.jwk("good"), "key_ops", json!(["verify"])),
    ])
    .await;
    let set = address.set(SigningAlgorithm::Rs256);
    for kid in ["secret", "hs", "enc", "ps", "ops", "short", "broken", "even", "ed"] {
        assert_eq!(has(&set, kid, START).await, Ok(false), "{kid}");
    }
    assert_eq!(has(&set, "good", START).await, Ok(true));
    assert!(set.only(START).await.unwrap().is_some(), "it is the only one of its kind");
    assert!(set.check("").await.detail.starts_with("1 key for RS256"));
    let key = set.key("good", START).await.unwrap().unwrap();
    assert!(key.verifies(b"words", &rsa.sign(b"words")) && !key.verifies(b"other", &rsa.sign(b"words")));
}

#[tokio::test]
async fn many_at_once_make_one_fetch_and_a_slow_one_holds_up_nobody_whose_key_is_here() {
    let (old, new) = (Signer::ed(), Signer::ed());
    let go = Arc::new(Notify::new());
    let both = json!({"keys": [old.jwk("old"), new.jwk("new")]});
    let address = Address::of(&[old.jwk("old")]).await;
    let set = Arc::new(address.set(SigningAlgorithm::EdDsa));
    assert_eq!(has(&set, "old", after(0)).await, Ok(true));
    address.does(Way::Waits(Arc::clone(&go), both));
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let set = Arc::clone(&set);
            tokio::spawn(async move { has(&set, "new", after(100)).await })
        })
        .collect();
    while address.asked() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(has(&set, "old", after(100)).await, Ok(true), "while the address does not answer");
    go.notify_one();
    for waiting in waiting {
        assert_eq!(waiting.await.unwrap(), Ok(true));
    }
    assert_eq!(address.asked(), 2);
}

#[tokio::test]
async fn whoever_asks_and_goes_away_does_not_make_the_next_one_ask_at_once() {
    let address = Address::new(Way::Waits(Arc::new(Notify::new()), json!({}))).await;
    let set = Arc::new(address.set(SigningAlgorithm::EdDsa));
    for _ in 0..5 {
        let asking = Arc::clone(&set);
        let gone = tokio::spawn(async move { has(&asking, "one", after(1)).await });
        while address.asked() < 1 {
            tokio::task::yield_now().await;
        }
        gone.abort();
        // By its end the flight is over, however it ended.
        let _ = gone.await;
    }
    assert_eq!(has(&set, "one", after(2)).await, Err(Fault::KeysUnavailable));
    assert_eq!(address.asked(), 1);
}

#[tokio::test]
async fn an_address_that_never_answers_is_given_up() {
    let address = Address::new(Way::Waits(Arc::new(Notify::new()), json!({}))).await;
    let set = address.set(SigningAlgorithm::EdDsa);
    let begun = std::time::Instant::now();
    assert_eq!(has(&set, "one", START).await, Err(Fault::KeysUnavailable));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
