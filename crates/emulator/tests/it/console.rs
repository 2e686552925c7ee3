use crate::attachments::PNG;
use crate::bench::Bench;
use baton_emulator::{Reply, TicketStatus};
use futures_util::StreamExt;
use reqwest::multipart::{Form, Part};
use serde_json::json;

async fn page(bench: &Bench, path: &str) -> String {
    let answer = bench.http.get(format!("{}{path}", bench.running.console_url)).send().await.unwrap();
    assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("script-src 'self'"));
    // With `no-referrer` browsers would send `Origin: null` with the page's own forms.
    assert_eq!(answer.headers()["referrer-policy"], "same-origin");
    answer.text().await.unwrap()
}

async fn submit(bench: &Bench, path: &str, fields: &[(&str, &str)]) -> String {
    let request = bench.http.post(format!("{}{path}", bench.running.console_url)).form(fields);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 303);
    answer.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_list_shows_tickets_with_their_unread_messages() {
    let bench = Bench::start().await;
    assert!(page(&bench, "").await.contains("No tickets yet"));
    let ticket = bench.ticket().await;
    let list = page(&bench, "").await;
    assert!(list.contains("1 new") && list.contains("Vera Visitor") && list.contains("I need a person"));
    page(&bench, &format!("/tickets/{}", ticket.id)).await;
    assert!(!page(&bench, "").await.contains("1 new"), "looking at a ticket marks it as read");
    let lost = bench.http.get(format!("{}/tickets/99", bench.running.console_url)).send().await.unwrap();
    assert_eq!(lost.status(), 404);
}

#[tokio::test]
async fn hostile_text_stays_text_everywhere() {
    let bench = Bench::start().await;
    let hostile = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>";
    let body = json!({ "externalId": "<b>id</b>", "profile": { "givenName": hostile } });
    bench.post("/users", body).await.expect(201);
    let id = bench.conversation_of("<b>id</b>", json!({})).await;
    bench.ask(&id, hostile).await;
    let image = json!({ "type": "image", "mediaUrl": "javascript:alert(3)//a.png", "altText": hostile });
    let body = json!({ "author": { "type": "business", "displayName": hostile }, "content": image });
    bench.post(&format!("/conversations/{id}/messages"), body).await.expect(201);
    let metadata = json!({
        "dataCapture.systemField.tags": "<i>tag",
        "dataCapture.ticketField.1": hostile,
        "dataCapture.systemField.priority": hostile,
    });
    bench.pass(&id, "zd:agentWorkspace", metadata).await.expect(200);
    let ticket = bench.control.ticket_of(&id).unwrap().id;
    let body = json!({ "ticket": {
        "subject": hostile,
        "external_id": hostile,
        "comment": { "html_body": hostile, "public": false },
        "requester": { "name": hostile },
    } });
    let plain = bench.support_post("/api/v2/tickets", body).await.expect(201)["ticket"]["id"].clone();
    let noted = page(&bench, &format!("/tickets/{plain}")).await;
    assert!(!noted.contains("<img src=x") && !noted.contains("<script>"));
    let problem = "problem=%3Cscript%3Ealert(4)%3C%2Fscript%3E";
    for html in [page(&bench, "").await, page(&bench, &format!("/tickets/{ticket}?{problem}")).await] {
        for bad in ["<img src=x", "<script>", "<i>tag", "<b>id", "href=\"javascript:"] {
            assert!(!html.contains(bad), "{bad}");
        }
        assert!(html.contains("&lt;script&gt;alert(2)"));
    }
}

#[tokio::test]
async fn an_agent_replies_with_text_and_file_from_the_page() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    let form = Form::new()
        .text("text", "two\r\nlines")
        .text("agent", "8447388090495")
        .part("files", Part::bytes(PNG.to_vec()).file_name("a.png"));
    let url = format!("{}/tickets/{}/reply", bench.running.console_url, ticket.id);
    assert_eq!(bench.http.post(&url).multipart(form).send().await.unwrap().status(), 303);
    let said = bench.control.ticket(ticket.id).unwrap().transcript;
    assert_eq!(said[1].text(), Some("two\nlines"));
    assert_eq!(said[1].display_name.as_deref(), Some("Bo Jensen"));
    let html = page(&bench, &format!("/tickets/{}", ticket.id)).await;
    let source = html.split("<img src=\"").nth(1).unwrap().split('"').next().unwrap();
    let image = bench.http.get(format!("{}{source}", bench.running.api_url)).send().await.unwrap();
    assert_eq!(image.bytes().await.unwrap(), PNG);
    let nothing = bench.http.post(&url).multipart(Form::new().text("text", "")).send().await.unwrap();
    assert!(nothing.headers()["location"].to_str().unwrap().contains("?problem=a+reply+needs"));
}

#[tokio::test]
async fn the_buttons_do_what_they_say() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    let path = |action: &str| format!("/tickets/{}/{action}", ticket.id);
    submit(&bench, &path("assign"), &[("agent", "8447388090494")]).await;
    submit(&bench, &path("transfer"), &[("group", "9000000000002")]).await;
    submit(&bench, &path("auto-reply"), &[("text", "Please wait")]).await;
    submit(&bench, &path("solve"), &[]).await;
    let now = bench.control.ticket(ticket.id).unwrap();
    assert_eq!((now.status, now.group_name.as_deref()), (TicketStatus::Solved, Some("Billing")));
    assert_eq!(now.transcript.last().unwrap().text(), Some("Please wait"));
    submit(&bench, &path("end-session"), &[]).await;
    assert!(page(&bench, &format!("/tickets/{}", ticket.id)).await.contains("This conversation has ended"));
    submit(&bench, &path("close"), &[]).await;
    assert_eq!(bench.control.ticket(ticket.id).unwrap().status, TicketStatus::Closed);
    assert!(submit(&bench, &path("close"), &[]).await.contains("?problem="));
}

#[tokio::test]
async fn a_ticket_without_a_conversation_is_read_answered_and_ended() {
    let bench = Bench::start().await;
    let id = bench.made_ticket().await;
    let vera = bench.control.ticket(id).unwrap().requester;
    bench.change(id, json!({ "comment": { "body": "Still white", "author_id": vera } })).await.expect(200);
    let list = page(&bench, "").await;
    assert!(list.contains("1 new") && list.contains("Vera Visitor") && list.contains("Still white"));
    let path = format!("/tickets/{id}");
    let form = |kind: &'static str| {
        Form::new().text("text", format!("as {kind}")).text("kind", kind).text("agent", "8447388090495")
    };
    for kind in ["note", "public"] {
        let url = format!("{}{path}/reply", bench.running.console_url);
        assert_eq!(bench.http.post(url).multipart(form(kind)).send().await.unwrap().status(), 303);
    }
    let html = page(&bench, &path).await;
    assert!(html.contains("data-public=\"false\"") && html.contains("internal note") && html.contains("as public"));
    let comments = bench.control.ticket(id).unwrap().comments;
    assert_eq!([comments[2].public, comments[3].public], [false, true]);
    for status in ["pending", "hold", "solved", "open"] {
        submit(&bench, &format!("{path}/status"), &[("status", status)]).await;
        assert_eq!(bench.control.ticket(id).unwrap().status.as_str(), status);
    }
    submit(&bench, &format!("{path}/tag"), &[("tag", "vip")]).await;
    assert!(bench.control.ticket(id).unwrap().tags.contains(&"vip".to_owned()));
    submit(&bench, &format!("{path}/close"), &[]).await;
    assert!(page(&bench, &path).await.contains("This ticket is closed"));
}

#[tokio::test]
async fn an_agent_starts_a_ticket_with_a_tag_from_the_page() {
    let bench = Bench::start().await;
    assert!(page(&bench, "/new").await.contains("id=\"open-ticket\""));
    let fields =
        [("requester", "vera@example.com"), ("subject", "Hi"), ("text", "one\r\ntwo"), ("tags", "sunco_send vip")];
    let place = submit(&bench, "/new", &fields).await;
    let ticket = bench.control.tickets().remove(0);
    assert_eq!(place, format!("/console/tickets/{}", ticket.id));
    assert_eq!(
        (ticket.tags, ticket.comments[0].body.as_str()),
        (vec!["sunco_send".to_owned(), "vip".into()], "one\ntwo")
    );
    let nobody = submit(&bench, "/new", &[("requester", "v9"), ("text", "x")]).await;
    assert!(nobody.starts_with("/console/new?problem="));
}

#[tokio::test]
async fn an_open_page_hears_of_each_new_message() {
    let bench = Bench::start().await;
    let url = format!("{}/events", bench.running.console_url);
    let mut stream = bench.http.get(url).send().await.unwrap().bytes_stream();
    let ticket = bench.ticket().await;
    let mut heard = String::new();
    while !heard.contains("New ticket") {
        heard.push_str(std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap());
    }
    bench.ask(ticket.conversation.as_ref().unwrap(), "are you there?").await;
    while !heard.contains("are you there?") {
        heard.push_str(std::str::from_utf8(&stream.next().await.unwrap().unwrap()).unwrap());
    }
    assert!(heard.contains("\"kind\":\"message\""));
    bench.control.reply(ticket.id, Reply::text("yes")).unwrap();
    bench.running.stop().await;
    assert!(stream.collect::<Vec<_>>().await.iter().all(Result::is_ok), "an open page does not hold up the end");
}

#[tokio::test]
async fn pages_of_other_origins_can_neither_act_nor_read() {
    let bench = Bench::start().await;
    let ticket = bench.ticket().await;
    let solve = format!("{}/tickets/{}/solve", bench.running.console_url, ticket.id);
    let from = |origin: &str| bench.http.post(&solve).header("origin", origin).form(&[("a", "b")]).send();
    assert_eq!(from("https://shop.example").await.unwrap().status(), 403);
    assert_eq!(from("null").await.unwrap().status(), 403);
    assert_eq!(from(&bench.running.api_url).await.unwrap().status(), 303);
    let rebound = bench.http.get(&bench.running.console_url).header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 421);
    let control = format!("{}/control/faults", bench.running.api_url);
    let foreign = bench.http.delete(control).header("origin", "https://shop.example").send().await.unwrap();
    assert_eq!(foreign.status(), 403);
}
