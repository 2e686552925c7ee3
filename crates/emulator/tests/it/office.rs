//! What an administrator sets up: agents' statuses, business hours, fields and brands.

use crate::bench::{Bench, Reply};
use baton_emulator::{
    AgentStatus, Holiday, Interval, NewSchedule, NewTicketField, OmnichannelRouting, PersonId, PresenceChange,
    SwitchChange, demo,
};
use reqwest::Method;
use serde_json::{Value, json};

const ANA: PersonId = PersonId(8_447_388_090_494);
const BO: PersonId = PersonId(8_447_388_090_495);

async fn availabilities(bench: &Bench, query: &str) -> Reply {
    bench.support(&format!("/api/v2/agent_availabilities{query}")).await
}

/// The agents an answer names.
async fn who(bench: &Bench, query: &str) -> Vec<u64> {
    let answer = availabilities(bench, query).await.expect(200);
    let agents = answer["data"].as_array().unwrap().iter();
    agents.map(|one| one["attributes"]["agent_id"].as_u64().unwrap()).collect()
}

fn status(status: AgentStatus) -> PresenceChange {
    PresenceChange { status: Some(status), ..PresenceChange::default() }
}

#[tokio::test]
async fn who_is_online_and_has_room_is_found_by_channel_and_group() {
    let bench = Bench::start().await;
    let online = "?filter[channel_status]=messaging:online";
    assert_eq!(who(&bench, online).await, [ANA.0, BO.0]);
    bench.control.set_presence(ANA, status(AgentStatus::Away)).unwrap();
    assert_eq!(who(&bench, online).await, [BO.0]);
    assert_eq!(who(&bench, "?filter[agent_status_id]=2,4").await, [ANA.0]);
    let room = "?filter[channel_status]=messaging:online&filter[remaining_capacity]=messaging:1";
    let full = PresenceChange { work_items: Some(3), ..PresenceChange::default() };
    assert_eq!(who(&bench, room).await, [BO.0]);
    bench.control.set_presence(BO, full).unwrap();
    assert_eq!(who(&bench, room).await, [0_u64; 0]);
    assert_eq!(who(&bench, "?filter[group_ids]=9000000000002").await, [ANA.0, BO.0]);
    assert_eq!(who(&bench, "?filter[group_ids]=1").await, [0_u64; 0]);
    assert!(bench.control.set_presence(PersonId(1), full).is_err());
}

#[tokio::test]
async fn availabilities_come_with_their_channels_in_pages() {
    let bench = Bench::start().await;
    let first = availabilities(&bench, "?page[size]=1").await.expect(200);
    assert_eq!(first["data"][0]["attributes"]["agent_status"]["id"], 3);
    let channel = first["data"][0]["relationships"]["channels"]["data"][0]["id"].clone();
    let included = first["included"].as_array().unwrap().iter().find(|one| one["id"] == channel).unwrap();
    assert_eq!(
        (&included["attributes"]["name"], &included["attributes"]["max_capacity"]),
        (&json!("messaging"), &json!(3))
    );
    assert_eq!(first["meta"]["has_more"], true);
    let after = first["meta"]["after_cursor"].as_str().unwrap();
    let second = availabilities(&bench, &format!("?page[size]=1&page[after]={after}")).await.expect(200);
    assert_eq!((&second["data"][0]["id"], &second["meta"]["has_more"]), (&json!(BO.to_string()), &json!(false)));
    for bad in ["filter[channel_status]=online", "filter[remaining_capacity]=messaging:x", "filter[mood]=good"] {
        availabilities(&bench, &format!("?{bad}")).await.expect(400);
    }
}

#[tokio::test]
async fn without_omnichannel_routing_there_is_no_availability() {
    let bench = Bench::start().await;
    let nobody = bench.http.get(format!("{}/api/v2/agent_availabilities", bench.running.api_url));
    bench.send(nobody).await.expect(401);
    for (routing, status) in [(OmnichannelRouting::NotFound, 404), (OmnichannelRouting::Forbidden, 403)] {
        let change = SwitchChange { omnichannel_routing: Some(routing), ..SwitchChange::default() };
        bench.control.set_switches(change);
        availabilities(&bench, "").await.expect(status);
    }
}

#[tokio::test]
async fn schedules_have_intervals_and_holidays() {
    let bench = Bench::start().await;
    let path = "/api/v2/business_hours/schedules";
    assert_eq!(bench.support(path).await.expect(200)["schedules"], json!([]));
    let day = "2026-12-25".to_owned();
    let id = bench.control.add_schedule(NewSchedule {
        name: "Weekdays".into(),
        time_zone: "Europe/Berlin".into(),
        intervals: vec![Interval { start_time: 1_980, end_time: 2_460 }],
        holidays: vec![Holiday { name: "Christmas".into(), start_date: day.clone(), end_date: day }],
    });
    let listed = bench.support(&format!("{path}.json")).await.expect(200);
    assert_eq!(listed["schedules"][0]["intervals"], json!([{ "start_time": 1980, "end_time": 2460 }]));
    let holidays = bench.support(&format!("{path}/{id}/holidays")).await.expect(200);
    assert_eq!(holidays["holidays"][0]["start_date"], "2026-12-25");
    bench.support(&format!("{path}/1/holidays")).await.expect(404);
}

#[tokio::test]
async fn ticket_fields_are_listed_shown_and_can_be_removed() {
    let bench = Bench::start().await;
    let id = bench.control.add_ticket_field(NewTicketField {
        title: "Product".into(),
        kind: "tagger".into(),
        required: false,
        editable_in_portal: true,
        options: vec![("Red".into(), "product_red".into())],
    });
    let listed = bench.support("/api/v2/ticket_fields").await.expect(200);
    let kinds: Vec<&str> =
        listed["ticket_fields"].as_array().unwrap().iter().map(|it| it["type"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"subject") && kinds.ends_with(&["tagger"]), "{kinds:?}");
    let shown = bench.support(&format!("/api/v2/ticket_fields/{id}")).await.expect(200);
    assert_eq!(shown["ticket_field"]["custom_field_options"][0]["value"], "product_red");
    let subject = listed["ticket_fields"][0]["id"].as_u64().unwrap();
    assert!(!bench.control.remove_ticket_field(baton_emulator::FieldId(subject)), "the vendor's own stays");
    assert!(bench.control.remove_ticket_field(id));
    bench.support(&format!("/api/v2/ticket_fields/{id}")).await.expect(404);
}

#[tokio::test]
async fn a_user_field_is_made_once_and_found_by_its_key() {
    let bench = Bench::start().await;
    let make = |key: &str, title: &str| {
        let body = json!({ "user_field": { "key": key, "type": "text", "title": title } });
        let user = format!("{}/token", demo::SUPPORT_EMAIL);
        let request = bench.http.post(format!("{}/api/v2/user_fields", bench.running.api_url)).json(&body);
        bench.send(request.basic_auth(user, Some(demo::SUPPORT_API_TOKEN)))
    };
    assert_eq!(bench.support("/api/v2/user_fields").await.expect(200)["count"], 0);
    let made = make("braze_external_id", "Braze").await.expect(201)["user_field"].clone();
    for wrong in [("braze_external_id", "Again"), ("with space", "Key"), ("key", " ")] {
        assert_eq!(make(wrong.0, wrong.1).await.expect(422)["error"], "RecordInvalid");
    }
    let listed = bench.support("/api/v2/user_fields.json").await.expect(200);
    assert_eq!((&listed["user_fields"][0], &listed["count"]), (&made, &json!(1)));
    for name in ["braze_external_id".to_owned(), made["id"].to_string()] {
        assert_eq!(bench.support(&format!("/api/v2/user_fields/{name}")).await.expect(200)["user_field"], made);
    }
    bench.support("/api/v2/user_fields/none").await.expect(404);
}

#[tokio::test]
async fn brands_begin_with_one_and_grow() {
    let bench = Bench::start().await;
    let listed = bench.support("/api/v2/brands").await.expect(200);
    assert_eq!((&listed["count"], &listed["brands"][0]["default"]), (&json!(1), &json!(true)));
    assert_eq!(listed["brands"][0]["id"].to_string(), demo::BRAND_ID);
    let id = bench.control.add_brand("Second", "second");
    let shown = bench.support(&format!("/api/v2/brands/{id}.json")).await.expect(200);
    assert_eq!((&shown["brand"]["name"], &shown["brand"]["default"]), (&json!("Second"), &json!(false)));
    bench.support("/api/v2/brands/1").await.expect(404);
}

#[tokio::test]
async fn the_office_is_set_up_over_http_too() {
    let bench = Bench::start().await;
    let change = json!({ "status": "offline", "capacity": 1 });
    let after = bench.control(Method::PATCH, &format!("/agents/{ANA}"), Some(change)).await.expect(200);
    assert_eq!(after, json!({ "status": "offline", "capacity": 1, "work_items": 0 }));
    bench.control(Method::PATCH, "/agents/1", Some(json!({}))).await.expect(422);
    let agents = bench.control(Method::GET, "/agents", None).await.expect(200);
    assert_eq!(agents[0], json!({ "id": ANA, "presence": after }));
    let hours = json!({ "name": "H", "time_zone": "UTC", "intervals": [{ "start_time": 0, "end_time": 60 }] });
    bench.control(Method::POST, "/schedules", Some(hours)).await.expect(201);
    let field = json!({ "title": "Product" });
    let id = bench.control(Method::POST, "/ticket-fields", Some(field)).await.expect(201)["id"].clone();
    bench.control(Method::DELETE, &format!("/ticket-fields/{id}"), None).await.expect(200);
    bench.control(Method::DELETE, &format!("/ticket-fields/{id}"), None).await.expect(404);
    let brand = json!({ "name": "Second", "subdomain": "second" });
    bench.control(Method::POST, "/brands", Some(brand)).await.expect(201);
    let routing: Value = json!({ "omnichannel_routing": "forbidden" });
    bench.control(Method::PATCH, "/switches", Some(routing)).await.expect(200);
    availabilities(&bench, "").await.expect(403);
}
