use crate::bench::Bench;
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn a_user_is_made_once_and_found_by_either_id() {
    let bench = Bench::start().await;
    let body = json!({
        "externalId": "shop/visitor 7?ü",
        "profile": { "givenName": "Vera", "email": "vera@example.org" },
        "metadata": { "phone": "+49 1", "vip": true },
    });
    let user = bench.post("/users", body.clone()).await.expect(201)["user"].clone();
    assert_eq!(user["externalId"], "shop/visitor 7?ü");
    assert_eq!(user["profile"], json!({ "givenName": "Vera", "email": "vera@example.org" }));
    let again = bench.post("/users", body).await.expect(409);
    assert_eq!(again, json!({ "errors": [{ "code": "conflict", "title": "User already exists" }] }));
    let by_id = bench.get(&format!("/users/{}", user["id"].as_str().unwrap())).await.expect(200);
    let by_external = bench.get("/users/shop%2Fvisitor%207%3F%C3%BC").await.expect(200);
    assert_eq!(by_id, by_external);
    assert_eq!(by_id["user"], user);
    assert_eq!(bench.get("/users/nobody").await.refused(404), "user_not_found");
}

#[tokio::test]
async fn a_change_adds_and_null_takes_a_profile_entry_away() {
    let bench = Bench::start().await;
    bench
        .post("/users", json!({ "externalId": "v", "profile": { "givenName": "A", "surname": "B" } }))
        .await
        .expect(201);
    let change = json!({ "profile": { "givenName": null, "email": "a@b.c" }, "metadata": { "lang": "de" } });
    let changed = bench.call(Method::PATCH, "/users/v", Some(change)).await.expect(200);
    assert_eq!(changed["user"]["profile"], json!({ "surname": "B", "email": "a@b.c" }));
    assert_eq!(changed["user"]["metadata"], json!({ "lang": "de" }));
}

#[tokio::test]
async fn bad_profiles_and_metadata_are_refused() {
    let bench = Bench::start().await;
    for bad in [
        json!({ "externalId": "" }),
        json!({ "externalId": "x".repeat(1025) }),
        json!({ "externalId": "a", "profile": { "givenName": "x".repeat(129) } }),
        json!({ "externalId": "a", "profile": { "email": "nobody" } }),
        json!({ "externalId": "a", "metadata": { "a": null } }),
        json!({ "externalId": "a", "metadata": { "a": { "deep": 1 } } }),
        json!({ "externalId": "a", "metadata": { "a": "x".repeat(4096) } }),
    ] {
        assert_eq!(bench.post("/users", bad.clone()).await.refused(400), "bad_request", "{bad}");
    }
    let request = bench
        .bare(Method::POST, "/users")
        .basic_auth(baton_emulator::demo::INTEGRATION_KEY_ID, Some(baton_emulator::demo::INTEGRATION_KEY_SECRET));
    assert_eq!(bench.send(request.body("{}")).await.refused(415), "unsupported_media_type");
}

#[tokio::test]
async fn erasing_personal_information_keeps_the_user_and_deleting_takes_all() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    bench.ask(&id, "hello").await;
    let erased = bench.call(Method::DELETE, "/users/visitor-0/personalinformation", None).await.expect(200);
    assert_eq!(erased["user"]["profile"], json!({}));
    bench.quiet().await;
    bench.call(Method::DELETE, "/users/visitor-0", None).await.expect(200);
    let mut kinds = bench.kinds().await;
    kinds.sort();
    assert_eq!(kinds, ["conversation:remove", "user:remove"]);
    assert_eq!(bench.get(&format!("/conversations/{id}")).await.refused(404), "conversation_not_found");
}

#[tokio::test]
async fn listing_wants_an_email_and_does_not_look_into_profiles() {
    let bench = Bench::start().await;
    bench.post("/users", json!({ "externalId": "v", "profile": { "email": "a@b.c" } })).await.expect(201);
    let listed = bench.get("/users?filter[identities.email]=a@b.c").await.expect(200);
    assert_eq!(listed, json!({ "users": [] }));
    assert_eq!(bench.get("/users").await.refused(400), "bad_request");
}

#[tokio::test]
async fn what_a_change_makes_of_metadata_has_the_limit_and_a_refusal_changes_nothing() {
    let bench = Bench::start().await;
    let id = bench.conversation().await;
    for (path, owner) in [("/users/visitor-0".to_owned(), "user"), (format!("/conversations/{id}"), "conversation")] {
        let change = |name: &str| Some(json!({ "metadata": { name: "x".repeat(2_500) } }));
        bench.call(Method::PATCH, &path, change("a")).await.expect(200);
        let mut too_much = change("b").unwrap();
        let name = if owner == "user" { json!({ "givenName": "Other" }) } else { json!("Other") };
        too_much[if owner == "user" { "profile" } else { "displayName" }] = name;
        assert_eq!(bench.call(Method::PATCH, &path, Some(too_much)).await.refused(400), "bad_request", "{owner}");
        let kept = bench.get(&path).await.expect(200)[owner].clone();
        assert_eq!(kept["metadata"].as_object().unwrap().keys().collect::<Vec<_>>(), ["a"]);
        assert!(!kept.to_string().contains("Other"), "{kept}");
        bench.call(Method::PATCH, &path, change("a")).await.expect(200);
    }
}
