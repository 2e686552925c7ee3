//! The widget's files: who may frame the chat, what it may do, where it is found.

use crate::harness::{Answer, Client, SITE, Scene, Settings};
use baton_protocol::SiteDocument;

fn policy(answer: &Answer) -> Vec<(String, Vec<String>)> {
    let text = answer.header("content-security-policy").expect("a policy");
    let directives = text.split(';').map(|directive| {
        let mut words = directive.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.collect())
    });
    directives.collect()
}

fn directive<'a>(policy: &'a [(String, Vec<String>)], name: &str) -> Vec<&'a str> {
    let found = policy.iter().find(|(known, _)| known == name);
    found.unwrap_or_else(|| panic!("{name} in {policy:?}")).1.iter().map(String::as_str).collect()
}

fn document(answer: &Answer) -> SiteDocument {
    let html = answer.text();
    let content = html.split("name=\"baton-site\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    let json = content.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    serde_json::from_str(&json.replace("&amp;", "&")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chat_is_framed_by_listed_pages_alone_and_does_nothing_it_need_not() {
    let lines = "embed_origins = [\"https://www.shop.example\", \"https://*.shop.example\"]\n\
                 socket_url = \"wss://socket.shop.example/v1/socket\"";
    let scene = Scene::of(Settings::default().of_site(lines)).await;
    let page = scene.client().get(&format!("/chat/{SITE}/")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let policy = policy(&page);
    assert_eq!(directive(&policy, "frame-ancestors"), ["'self'", "https://www.shop.example", "https://*.shop.example"]);
    assert_eq!(directive(&policy, "default-src"), ["'none'"]);
    assert_eq!(directive(&policy, "script-src"), ["'self'", "'wasm-unsafe-eval'"]);
    assert_eq!(directive(&policy, "style-src"), ["'self'"]);
    assert_eq!(directive(&policy, "base-uri"), ["'none'"]);
    assert_eq!(directive(&policy, "form-action"), ["'none'"]);
    assert_eq!(directive(&policy, "object-src"), ["'none'"]);
    let connect = directive(&policy, "connect-src");
    assert!(connect.contains(&"'self'") && connect.contains(&"wss://socket.shop.example"), "{connect:?}");
    assert!(connect.iter().all(|source| *source != "*" && !source.starts_with("http")), "{connect:?}");

    // A page that isolates itself may embed only what says so too.
    assert_eq!(page.header("cross-origin-resource-policy"), Some("cross-origin"));
    assert_eq!(page.header("cross-origin-embedder-policy"), Some("require-corp"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    assert_eq!(page.header("x-frame-options"), None, "it would forbid the listed pages too");
    assert_eq!(page.header("set-cookie"), None);

    let known = document(&page);
    assert_eq!(known.token.as_str(), SITE);
    assert_eq!(known.socket_url.as_deref(), Some("wss://socket.shop.example/v1/socket"));
    assert_eq!(known.origins[0], scene.config.own_origin());
    assert!(known.origins.iter().any(|origin| origin == "https://www.shop.example"));
    assert!(known.handoff);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_an_unknown_site_is_nowhere() {
    let scene = Scene::new().await;
    for token in ["nobody", "site_0123456789x", "%3Cscript%3E"] {
        let page = scene.client().get(&format!("/chat/{token}/")).await;
        assert_eq!(page.status, 404, "{token}");
        assert!(!page.text().contains("<script>"), "{}", page.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_loader_and_the_hashed_files_are_cached_as_they_may_be() {
    let scene = Scene::new().await;
    for path in ["/embed.js", "/v1/embed.js"] {
        let loader = scene.client().get(path).await;
        assert_eq!((loader.status, loader.text().as_str()), (200, "/* the loader */"), "{path}");
        assert_eq!(loader.header("content-type"), Some("text/javascript; charset=utf-8"));
        assert_eq!(loader.header("cache-control"), Some("no-cache"));
        assert_eq!(loader.header("cross-origin-resource-policy"), Some("cross-origin"));
        let tag = loader.header("etag").unwrap().to_owned();
        let client = scene.client();
        let again = client.request(reqwest::Method::GET, path).header("if-none-match", &tag);
        let again = Client::answer(again).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0));
    }
    let hashed = scene.client().get("/assets/baton-widget-0123456789abcdef.js").await;
    assert_eq!(hashed.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(scene.client().get("/assets/boot.js").await.header("cache-control"), Some("no-cache"));
    for path in
        ["/assets/index.html", "/assets/../baton.sqlite3", "/assets/%2e%2e/data/baton.sqlite3", "/assets/nope.js"]
    {
        assert_eq!(scene.client().get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn below_a_prefix_everything_is_found_whether_the_proxy_strips_it_or_not() {
    let scene = Scene::of(Settings::default().at_path("/backend")).await;
    let with = scene.client();
    for client in [with.clone(), with.below("")] {
        assert_eq!(client.get("/embed.js").await.status, 200);
        let redirect = client.get(&format!("/chat/{SITE}")).await;
        // Relative, so that it is right below any prefix.
        assert_eq!((redirect.status, redirect.header("location")), (308, Some("site_0123456789/")));
        assert_eq!(client.get(&format!("/chat/{SITE}/")).await.status, 200);
        let token = client.session().await;
        let mut visitor = crate::harness::Visitor::resume(client.clone(), token).await;
        assert_eq!(visitor.asks("When are you open?").await, "Monday to Friday, 9 to 5.");
        let file = visitor.uploads("a.png", crate::journey::PNG).await;
        assert_eq!(visitor.fetches(&file.id).await.bytes, crate::journey::PNG);
    }
    for path in ["/backendx/embed.js", "/backend/backend/embed.js", "/back/embed.js"] {
        assert_eq!(with.below("").get(path).await.status, 404, "{path}");
    }
    let page = with.get(&format!("/chat/{SITE}/")).await;
    let connect = policy(&page);
    let socket = scene.config.own_origin().replace("http://", "ws://");
    assert!(directive(&connect, "connect-src").contains(&socket.as_str()), "{connect:?}");
    // Webhooks come by the prefixed address.
    let (mut visitor, agent) = scene.handed_over().await;
    agent.says("Hello.");
    visitor.until_line("Ana Lima: Hello.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_answers_zendesks_question_before_a_webhook_is_saved() {
    let scene = Scene::new().await;
    let answer = Client::answer(scene.client().request(reqwest::Method::HEAD, "/")).await;
    assert_eq!((answer.status, answer.bytes.len()), (200, 0));
    let target = format!("http://{}/v1/webhooks/conversations/main", scene.public);
    scene.zendesk.control.send_webhooks_to(&target).unwrap();
    let answered = || scene.zendesk.control.heads().iter().any(|head| head.status == Some(200)).then_some(());
    crate::harness::until("the HEAD of a saved webhook", answered).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sites_own_styles_come_behind_the_chats_and_as_they_are_now() {
    let scene = Scene::of(Settings::default().of_site("stylesheet = \"own.css\"")).await;
    let file = scene.config.site.values().next().unwrap().stylesheet.clone().unwrap();
    let address = format!("/chat/{SITE}/style.css");
    assert_eq!(scene.client().get(&address).await.status, 404, "gone: the chat shows without");
    std::fs::write(&file, ".baton-bubble { border-radius: 0 }").unwrap();
    let page = scene.client().get(&format!("/chat/{SITE}/")).await;
    assert!(page.text().contains("<link rel=\"stylesheet\" href=\"style.css\"></head>"), "{}", page.text());
    let css = scene.client().get(&address).await;
    assert_eq!((css.status, css.text().as_str()), (200, ".baton-bubble { border-radius: 0 }"));
    assert_eq!(css.header("content-type"), Some("text/css; charset=utf-8"));
    assert_eq!(css.header("cache-control"), Some("no-cache"));
    let without = Scene::new().await;
    assert!(!without.client().get(&format!("/chat/{SITE}/")).await.text().contains("style.css"));
    assert_eq!(without.client().get(&address).await.status, 404);
}
