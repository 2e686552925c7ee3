//! People of Support.

use crate::bench::Bench;
use serde_json::{Value, json};

const PATH: &str = "/api/v2/users/create_or_update";

fn vera() -> Value {
    json!({ "user": {
        "name": "Vera",
        "email": "vera@example.com",
        "external_id": "Shop-1",
        "user_fields": { "braze_external_id": "b1" },
        "skip_verify_email": true,
        "phone": "+351000",
    } })
}

#[tokio::test]
async fn somebody_is_made_once_and_found_in_any_case() {
    let bench = Bench::start().await;
    let made = bench.support_post(PATH, vera()).await.expect(201)["user"].clone();
    assert_eq!(
        (&made["role"], &made["verified"], &made["phone"]),
        (&json!("end-user"), &json!(false), &json!("+351000"))
    );
    let again = json!({ "user": { "name": "Vera V", "external_id": "SHOP-1", "user_fields": { "tier": "gold" }, "verified": true } });
    let again = bench.support_post(PATH, again).await.expect(200)["user"].clone();
    assert_eq!(
        (&again["id"], &again["external_id"]),
        (&made["id"], &json!("SHOP-1")),
        "it takes on the case it was found by"
    );
    assert_eq!(again["user_fields"], json!({ "braze_external_id": "b1", "tier": "gold" }));
    let by_mail = json!({ "user": { "name": "V", "email": "VERA@example.com" } });
    assert_eq!(bench.support_post(PATH, by_mail).await.expect(200)["user"]["id"], made["id"]);
    bench.support_post(PATH, json!({ "user": { "external_id": "nameless" } })).await.expect(422);
    let path = format!("/api/v2/users/{}", made["id"]);
    assert_eq!(bench.support(&path).await.expect(200)["user"]["name"], "V");
    bench.support("/api/v2/users/1").await.expect(404);
}

#[tokio::test]
async fn nobody_gets_what_is_somebody_elses() {
    let bench = Bench::start().await;
    bench.support_post(PATH, vera()).await.expect(201);
    let other = json!({ "user": { "name": "Otto", "external_id": "o1" } });
    let otto = bench.support_post(PATH, other).await.expect(201)["user"]["id"].clone();
    let path = format!("/api/v2/users/{otto}");
    bench.support_put(&path, json!({ "user": { "email": "vera@example.com" } })).await.expect(422);
    bench.support_put(&path, json!({ "user": { "external_id": "shop-1" } })).await.expect(422);
    bench.support_put(&path, json!({ "user": { "email": "otto" } })).await.expect(422);
    let changed = bench.support_put(&path, json!({ "user": { "email": "otto@example.com", "verified": true } })).await;
    assert_eq!(changed.expect(200)["user"]["verified"], json!(true));
    bench.support_put("/api/v2/users/1", json!({ "user": {} })).await.expect(404);
}

#[tokio::test]
async fn people_are_searched_and_shown_by_several_names() {
    let bench = Bench::start().await;
    let id = bench.support_post(PATH, vera()).await.expect(201)["user"]["id"].clone();
    let found = async |path: &str| {
        let users = bench.support(&format!("/api/v2/users/{path}")).await.expect(200)["users"].clone();
        users.as_array().unwrap().iter().map(|user| user["id"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found("search?external_id=shop-1").await, std::slice::from_ref(&id));
    assert_eq!(found("search?query=vera@example.com").await, std::slice::from_ref(&id));
    assert_eq!(found("search?external_id=nobody").await, [] as [Value; 0]);
    assert_eq!(found(&format!("show_many?ids={id},8447388090494,1")).await, [id.clone(), json!(8_447_388_090_494_u64)]);
    assert_eq!(found("show_many?external_ids=SHOP-1").await, [id]);
}

#[tokio::test]
async fn a_messaging_user_with_the_same_external_id_is_the_same_person() {
    let bench = Bench::start().await;
    let body = json!({ "user": { "name": "Known", "external_id": "visitor-0" } });
    let person = bench.support_post(PATH, body).await.expect(201)["user"]["id"].clone();
    assert_eq!(json!(bench.ticket().await.requester), person);
}
