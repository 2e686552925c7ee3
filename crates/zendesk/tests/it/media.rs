//! Attachments, and the places an address must not lead to.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use baton_zendesk::media::{HostRule, MediaError, MediaFetcher, MediaPolicy, is_public};
use baton_zendesk::{Credential, Error};
use futures_util::TryStreamExt;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use serde_json::json;

use crate::vendor::{self, Vendor};

/// Every name is at these addresses.
struct Everywhere(Vec<IpAddr>);

impl Resolve for Everywhere {
    fn resolve(&self, _: Name) -> Resolving {
        let addresses: Vec<SocketAddr> = self.0.iter().map(|address| SocketAddr::new(*address, 0)).collect();
        Box::pin(async { Ok(Box::new(addresses.into_iter()) as Addrs) })
    }
}

fn trusting(vendors: &[&Vendor]) -> MediaPolicy {
    let trusted_origins = vendors.iter().map(|vendor| vendor.url("").origin()).collect();
    MediaPolicy { trusted_origins, ..MediaPolicy::default() }
}

fn fetcher(vendor: &Vendor, policy: MediaPolicy) -> MediaFetcher {
    MediaFetcher::new(vendor.conversations(), policy).unwrap()
}

fn redirect(to: &str) -> vendor::Answer {
    vendor::text(302, "").header("location", to)
}

fn png() -> vendor::Answer {
    vendor::text(200, "picture").header("content-type", "image/png")
}

async fn fetch(fetcher: &MediaFetcher, vendor: &Vendor) -> Result<Vec<u8>, MediaError> {
    let media = fetcher.fetch(vendor.url("/sc/attachments/v2/01JK/a.png").as_str()).await?;
    let pieces: Vec<_> = media.body.try_collect().await?;
    Ok(pieces.concat())
}

#[tokio::test]
async fn a_private_file_is_fetched_over_one_redirect_and_the_credential_stays_behind() {
    let (vendor, store) = (Vendor::start().await, Vendor::answering(png()).await);
    vendor.then(redirect(store.url("/signed/a.png?signature=x").as_str()));
    let fetcher = fetcher(&vendor, trusting(&[&vendor, &store]));
    let media = fetcher.fetch(vendor.url("/sc/attachments/v2/01JK/a.png").as_str()).await.unwrap();
    assert_eq!((media.content_type.as_deref(), media.length), (Some("image/png"), Some(7)));
    assert_eq!(media.body.try_collect::<Vec<_>>().await.unwrap().concat(), b"picture");

    assert_eq!(vendor.only().header("authorization"), Some(vendor::BASIC));
    let seen = store.only();
    assert_eq!(seen.target, "/signed/a.png?signature=x");
    for absent in ["authorization", "cookie", "referer"] {
        assert_eq!(seen.header(absent), None);
    }
}

#[tokio::test]
async fn an_agents_picture_is_fetched_without_the_credential() {
    let (vendor, store) = (Vendor::start().await, Vendor::answering(png()).await);
    vendor.then(png()).then(redirect(store.url("/kept/ana.png").as_str())).then(vendor::text(404, ""));
    let fetcher = fetcher(&vendor, trusting(&[&vendor, &store]));
    let picture = vendor.url("/system/photos/1/ana.png");
    for _ in 0..2 {
        let media = fetcher.fetch(picture.as_str()).await.unwrap();
        assert_eq!(media.body.try_collect::<Vec<_>>().await.unwrap().concat(), b"picture");
    }
    assert!(fetcher.fetch(picture.as_str()).await.is_err());
    assert_eq!(store.only().header("authorization"), None);
    assert!(vendor.seen().iter().all(|seen| seen.header("authorization").is_none()));
}

#[tokio::test]
async fn a_file_may_come_without_a_redirect() {
    let vendor = Vendor::answering(png()).await;
    let fetcher = fetcher(&vendor, trusting(&[&vendor]));
    assert_eq!(fetch(&fetcher, &vendor).await.unwrap(), b"picture");
}

#[tokio::test]
async fn a_second_redirect_is_refused() {
    let (vendor, store) = (Vendor::start().await, Vendor::start().await);
    store.then(redirect(store.url("/again").as_str())).then(png());
    vendor.then(redirect(store.url("/signed").as_str()));
    let error = fetch(&fetcher(&vendor, trusting(&[&vendor, &store])), &vendor).await.unwrap_err();
    assert!(matches!(error, MediaError::Redirect(_)), "{error:?}");
    store.only();
}

#[tokio::test]
async fn a_redirect_leads_nowhere_but_to_an_allowed_host_over_https() {
    let victim = Vendor::start().await;
    let port = victim.url("").port().unwrap();
    let mut policy = MediaPolicy::default();
    policy.redirect_hosts.push(HostRule::from("files.example.com"));
    // Allowing an address by name does not make it a public one.
    for host in ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "localhost"] {
        policy.redirect_hosts.push(HostRule::from(host));
    }
    for to in [
        format!("https://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        "https://127.0.0.1/".to_owned(),
        "https://2130706433/".to_owned(),
        "https://0x7f.1/".to_owned(),
        "https://169.254.169.254/latest/meta-data/".to_owned(),
        "https://[::ffff:127.0.0.1]/".to_owned(),
        format!("https://[::1]:{port}/"),
        "https://[::ffff:a9fe:a9fe]/".to_owned(),
        "http://files.example.com/".to_owned(),
        "https://files.example.com:8443/".to_owned(),
        "https://user:pass@files.example.com/".to_owned(),
        "https://files.example.com@127.0.0.1/".to_owned(),
        "https://files.example.com.evil.test/".to_owned(),
        "https://evilfiles.example.com/".to_owned(),
        "https://zdusercontent.com/".to_owned(),
        "https://evilzdusercontent.com/".to_owned(),
        "https://p1.zdusercontent.com.evil.test/".to_owned(),
        "https://.zdusercontent.com/".to_owned(),
        "ftp://files.example.com/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "data:text/html,hello".to_owned(),
        "//evil.test/".to_owned(),
        "\\\\evil.test\\".to_owned(),
        "https://".to_owned(),
        String::new(),
    ] {
        let vendor = Vendor::answering(redirect(&to)).await;
        policy.trusted_origins = Vec::new();
        policy.trusted_origins.push(vendor.url("").origin());
        let outcome = fetch(&fetcher(&vendor, policy.clone()), &vendor).await;
        let Err(error) = outcome else { panic!("{to} was followed") };
        // A relative address leads back to the vendor, who has nothing more to say without the credential.
        if !to.is_empty() {
            assert!(matches!(error, MediaError::Redirect(_)), "{to}: {error:?}");
        }
        let again = vendor.seen().into_iter().skip(1).all(|seen| seen.header("authorization").is_none());
        assert!(again, "{to}: the credential went along");
    }
    assert!(victim.seen().is_empty(), "{:?}", victim.seen());
}

#[tokio::test]
async fn a_redirect_without_a_target_is_refused() {
    let vendor = Vendor::answering(vendor::text(302, "")).await;
    let error = fetch(&fetcher(&vendor, trusting(&[&vendor])), &vendor).await.unwrap_err();
    assert!(matches!(error, MediaError::Redirect(_)), "{error:?}");
}

#[tokio::test]
async fn an_allowed_name_at_an_inner_address_is_refused_before_anything_is_sent() {
    for addresses in [
        vec!["127.0.0.1"],
        vec!["169.254.169.254"],
        vec!["::ffff:127.0.0.1"],
        vec!["::ffff:169.254.169.254"],
        vec!["fe80::1"],
        // One good address does not excuse a bad one.
        vec!["8.8.8.8", "10.0.0.1"],
    ] {
        let vendor = Vendor::answering(redirect("https://p1.zdusercontent.com/a")).await;
        let names = Everywhere(addresses.iter().map(|address| address.parse().unwrap()).collect());
        let policy = trusting(&[&vendor]);
        let fetcher = MediaFetcher::with_resolver(vendor.conversations(), policy, Arc::new(names)).unwrap();
        let error = fetch(&fetcher, &vendor).await.unwrap_err();
        assert_eq!(error, MediaError::Redirect("its target is not at a public address".to_owned()), "{addresses:?}");
    }
}

#[tokio::test]
async fn the_connection_goes_to_the_address_that_was_checked() {
    let (vendor, store) = (Vendor::start().await, Vendor::answering(png()).await);
    let port = store.url("").port().unwrap();
    let named: url::Url = format!("http://files.emulator.test:{port}/a").parse().unwrap();
    vendor.then(redirect(named.as_str()));
    let mut policy = trusting(&[&vendor]);
    policy.trusted_origins.push(named.origin());
    let names = Everywhere(vec!["127.0.0.1".parse().unwrap()]);
    let fetcher = MediaFetcher::with_resolver(vendor.conversations(), policy, Arc::new(names)).unwrap();
    assert_eq!(fetch(&fetcher, &vendor).await.unwrap(), b"picture");
    assert_eq!(store.only().header("host"), Some(format!("files.emulator.test:{port}").as_str()));
}

#[tokio::test]
async fn the_credential_goes_to_attachments_of_the_vendor_alone() {
    let (vendor, other) = (Vendor::start().await, Vendor::start().await);
    let port = vendor.url("").port().unwrap();
    let fetcher = fetcher(&vendor, trusting(&[&vendor]));
    for address in [
        other.url("/sc/attachments/v2/01JK/a.png").to_string(),
        format!("http://localhost:{port}/sc/attachments/a"),
        format!("https://127.0.0.1:{port}/sc/attachments/a"),
        format!("http://user@127.0.0.1:{port}/sc/attachments/a"),
        vendor.url("/sc/v2/apps/x/users/y").to_string(),
        vendor.url("/sc/attachments/../v2/apps/x").to_string(),
        vendor.url("/sc/attachments/%2e%2e/v2/apps/x").to_string(),
        vendor.url("/sc/attachments/..%2Fv2/apps/x").to_string(),
        vendor.url("/sc/attachments/..%5cv2").to_string(),
        vendor.url("/sc/attachments").to_string(),
        vendor.url("/api/v2/users/me").to_string(),
        "https://example.com/a.png".to_owned(),
        "not an address".to_owned(),
        String::new(),
    ] {
        let error = fetcher.fetch(&address).await.unwrap_err();
        // An origin that is trusted may still be asked, but without the credential.
        if !matches!(error, MediaError::NotOurs) {
            assert!(address.starts_with(vendor.url("/").as_str()), "{address}: {error:?}");
        }
    }
    assert!(vendor.seen().iter().all(|seen| seen.header("authorization").is_none()), "{:?}", vendor.seen());
    assert!(other.seen().is_empty());
}

#[tokio::test]
async fn without_trust_a_loopback_vendor_is_nobody() {
    let vendor = Vendor::start().await;
    let error = fetch(&fetcher(&vendor, MediaPolicy::default()), &vendor).await.unwrap_err();
    assert_eq!(error, MediaError::NotOurs);
    assert!(vendor.seen().is_empty());
}

#[tokio::test]
async fn a_file_larger_than_allowed_is_not_passed_on() {
    let vendor = Vendor::start().await;
    let policy = MediaPolicy { max_bytes: 6, ..trusting(&[&vendor]) };
    let fetcher = fetcher(&vendor, policy);
    vendor.then(png());
    assert_eq!(fetch(&fetcher, &vendor).await.unwrap_err(), MediaError::TooLarge { max: 6 });
}

#[tokio::test]
async fn a_file_that_hides_its_size_is_cut_off_where_it_exceeds_it() {
    use axum::body::{Body, Bytes};
    use axum::response::Response;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin: url::Url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let endless = || async {
        let pieces = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(b"1234")));
        Response::new(Body::from_stream(pieces))
    };
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().fallback(endless)).await });
    let client = baton_zendesk::Conversations::new(vendor::http(), origin.clone(), "a".into(), vendor::basic());
    let policy = MediaPolicy { max_bytes: 10, trusted_origins: vec![origin.origin()], ..MediaPolicy::default() };
    let fetcher = MediaFetcher::new(client, policy).unwrap();
    let mut media = fetcher.fetch(origin.join("/attachments/a").unwrap().as_str()).await.unwrap();
    assert_eq!(media.length, None);
    let mut passed = 0;
    let error = loop {
        match media.body.try_next().await {
            Ok(Some(piece)) => passed += piece.len(),
            Ok(None) => panic!("it has no end"),
            Err(error) => break error,
        }
    };
    assert_eq!(error, MediaError::TooLarge { max: 10 });
    assert!(passed <= 10, "{passed}");
    assert!(media.body.try_next().await.unwrap().is_none(), "nothing follows a failure");
}

#[tokio::test]
async fn refusals_of_the_vendor_and_of_the_store_differ() {
    let (vendor, store) = (Vendor::start().await, Vendor::start().await);
    let fetcher = fetcher(&vendor, trusting(&[&vendor, &store]));
    vendor.then(vendor::refusal(404, "not_found", "Attachment not found"));
    assert!(matches!(fetch(&fetcher, &vendor).await, Err(MediaError::Call(Error::NotFound(_)))));
    vendor.then(vendor::text(401, ""));
    assert!(matches!(fetch(&fetcher, &vendor).await, Err(MediaError::Call(Error::Unauthorized(_)))));
    for status in [401, 404, 500] {
        vendor.then(redirect(store.url("/signed").as_str()));
        store.then(vendor::text(status, ""));
        let error = fetch(&fetcher, &vendor).await.unwrap_err();
        assert!(matches!(error, MediaError::Call(Error::Unavailable { .. })), "{status}: {error:?}");
    }
    vendor.then(vendor::text(206, "part"));
    assert!(matches!(fetch(&fetcher, &vendor).await, Err(MediaError::Call(Error::Protocol(_)))));
}

#[tokio::test]
async fn a_refused_token_is_replaced_for_a_file_too() {
    let vendor = Vendor::start().await;
    let credential = Credential::OAuth {
        token_url: vendor.url("/oauth/tokens"),
        client_id: "baton".to_owned(),
        client_secret: "cl13nt".into(),
        scope: "read".to_owned(),
    };
    let token = |token: &str| vendor::json(200, &json!({"access_token": token}));
    vendor.then(token("one")).then(vendor::text(401, "")).then(token("two")).then(png());
    let client = vendor.conversations_with(credential);
    let fetcher = MediaFetcher::new(client, trusting(&[&vendor])).unwrap();
    assert_eq!(fetch(&fetcher, &vendor).await.unwrap(), b"picture");
    assert_eq!(vendor.seen().last().unwrap().header("authorization"), Some("Bearer two"));
}

#[test]
fn public_addresses_are_those_of_the_internet() {
    for public in [
        "1.1.1.1",
        "8.8.8.8",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "198.17.0.1",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450::1",
        "2001:4860::8888",
        "64:ff9b::808:808",
    ] {
        assert!(is_public(public.parse().unwrap()), "{public}");
    }
    for inner in [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ] {
        assert!(!is_public(inner.parse().unwrap()), "{inner}");
    }
}

#[tokio::test]
async fn a_comments_file_is_fetched_with_the_credential_of_support() {
    let (vendor, store) = (Vendor::start().await, Vendor::answering(png()).await);
    vendor.then(redirect(store.url("/signed/a.png").as_str()));
    let fetcher = MediaFetcher::for_support(vendor.support(), trusting(&[&vendor, &store])).unwrap();
    let media = fetcher.fetch(vendor.url("/attachments/token/tyBq/?name=a.png").as_str()).await.unwrap();
    assert_eq!(media.body.try_collect::<Vec<_>>().await.unwrap().concat(), b"picture");
    assert_eq!(vendor.only().header("authorization"), Some(vendor::BASIC));
    assert_eq!(store.only().header("authorization"), None);

    // A call of the API is no file, whoever writes its address into a comment.
    let _ = fetcher.fetch(vendor.url("/api/v2/users/me").as_str()).await;
    let shown = vendor.seen().into_iter().skip(1).any(|seen| seen.header("authorization").is_some());
    assert!(!shown);
}
