//! The playground: where it is switched on alone, with a policy of its own, and without touching visitors' documents.

use crate::harness::{Client, SITE, Scene, Settings, Visitor};
use secrecy::ExposeSecret as _;

const PAGES: [&str; 4] =
    ["/playground", "/playground/", "/playground/preview/", "/playground/try/chat/site_0123456789/"];

fn on() -> Settings {
    Settings::default().relay("playground = true").of_site("embed_origins = [\"https://www.shop.example\"]")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_it_is_there_unless_it_is_switched_on() {
    let scene = Scene::new().await;
    for path in PAGES.into_iter().chain(["/playground/try/assets/boot.js", "/playground/try/v1/socket"]) {
        let answer = scene.client().get(path).await;
        assert_eq!((answer.status, answer.text().as_str()), (404, "There is nothing here.\n"), "{path}");
    }
    let asked = scene.client().request(reqwest::Method::POST, "/playground/markdown").body("*x*");
    assert_eq!(Client::answer(asked).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn its_pages_run_nothing_inline_and_are_framed_by_the_relays_own_alone() {
    let scene = Scene::of(on()).await;
    for (path, ancestors) in [("/playground/", "'none'"), ("/playground/preview/", "'self'")] {
        let page = scene.client().get(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("cache-control"), Some("no-cache"));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(policy.ends_with(&format!("frame-ancestors {ancestors}")), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
    }
    let chat = scene.client().get(&format!("/playground/try/chat/{SITE}/")).await;
    let policy = chat.header("content-security-policy").unwrap();
    assert!(policy.ends_with("frame-ancestors 'self'"), "{policy}");
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'"), "{policy}");
    assert_eq!(scene.client().get("/playground/try/chat/nobody/").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_lists_the_sites_and_says_nothing_that_their_documents_do_not() {
    let scene = Scene::of(on().of_site("subtitle = \"Fern \\\"&\\\" <Fold>\"")).await;
    let page = scene.client().get("/playground/").await.text();
    assert!(page.contains("&quot;name&quot;:&quot;shop&quot;"), "{page}");
    assert!(page.contains(&format!("&quot;token&quot;:&quot;{SITE}&quot;")), "{page}");
    assert!(page.contains("&quot;greeting&quot;:&quot;Hello!&quot;"), "{page}");
    assert!(!page.contains("<Fold>"), "{page}");
    for account in scene.config.account.values() {
        for secret in account.webhook_secrets.iter().chain([&account.key_secret]) {
            assert!(!page.contains(secret.expose_secret()), "a secret");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_documents_are_as_ever_and_only_its_own_let_its_scripts_in() {
    let scene = Scene::of(on()).await;
    let visitors = scene.client().get(&format!("/chat/{SITE}/")).await;
    assert!(!visitors.text().contains("playground"), "{}", visitors.text());
    assert!(visitors.header("content-security-policy").unwrap().contains("https://www.shop.example"));
    let tried = scene.client().get(&format!("/playground/try/chat/{SITE}/")).await.text();
    assert!(tried.contains("<script src=\"../../assets/playground/stage.js\"></script></body>"), "{tried}");
    assert_eq!(scene.client().get("/playground/try/assets/boot.js").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn below_a_prefix_it_is_found_and_its_chat_is_the_real_one() {
    let scene = Scene::of(on().at_path("/backend")).await;
    for client in [scene.client(), scene.client().below("")] {
        let redirect = client.get("/playground").await;
        // Relative, so that it is right below any prefix.
        assert_eq!((redirect.status, redirect.header("location")), (308, Some("playground/")));
        assert_eq!(client.get("/playground/").await.status, 200);
    }
    let tried = scene.client().below("/backend/playground/try");
    let token = tried.session().await;
    let mut visitor = Visitor::resume(tried, token).await;
    assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_greeting_that_is_tried_comes_to_what_the_document_would_have() {
    let scene = Scene::of(on()).await;
    let asked = scene.client().request(reqwest::Method::POST, "/playground/markdown").body("**Hi**, you");
    let answer = Client::answer(asked).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), "[{\"paragraph\":[{\"strong\":[{\"text\":\"Hi\"}]},{\"text\":\", you\"}]}]");
}
