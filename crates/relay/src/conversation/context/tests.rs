//! What a page may say, what a token may, and what neither may.

use super::*;

fn learned(data: &[(&str, &str)], allowed: &Allowed) -> (Profile, Vec<Refused>) {
    let custom_data = data.iter().map(|(key, value)| ((*key).to_owned(), Scalar::Text((*value).to_owned()))).collect();
    let mut profile = Profile::default();
    let refused = learn(&mut profile, UserDetails { custom_data, ..UserDetails::default() }, None, allowed);
    (profile, refused)
}

#[test]
fn a_page_sets_ticket_fields_and_tags_and_nothing_that_routes() {
    let (profile, refused) = learned(
        &[
            ("dataCapture.ticketField.3584154321651", "order-42"),
            (TAGS, "my_tag1, my_tag2"),
            ("dataCapture.systemField.priority", "urgent"),
            ("dataCapture.systemField.requester.email", "ceo@example.com"),
            ("dataCapture.systemField.group_id", "1"),
            ("key1", "value1"),
        ],
        &Allowed::default(),
    );
    assert_eq!(refused.iter().map(|refused| refused.code).collect::<Vec<_>>(), [ErrorCode::KeyRefused; 3]);
    let to_ticket = ticket_data(&profile);
    assert_eq!(to_ticket.len(), 2);
    assert_eq!(to_ticket[TAGS], "my_tag1,my_tag2");
    assert_eq!(other_data(&profile)["key1"], "value1");
}

#[test]
fn reserved_tags_are_left_out_and_named() {
    let allowed = Allowed { routing_tags: vec!["vip_queue".to_owned()], ..Allowed::default() };
    let (profile, refused) = learned(&[(TAGS, "a,Baton_x,SUNCO_SEND,vip_queue,b")], &allowed);
    assert_eq!(ticket_data(&profile)[TAGS], "a,b");
    assert!(refused[0].reason.contains("Baton_x, SUNCO_SEND, vip_queue"), "{refused:?}");
}

#[test]
fn a_tag_with_a_space_is_left_out_since_zendesk_makes_another_of_it() {
    let allowed = Allowed { routing_tags: vec!["vip_queue".to_owned()], ..Allowed::default() };
    for tag in ["sunco send", "SunCo\u{a0}send", "baton x", "vip queue", "vip\tqueue"] {
        let (profile, refused) = learned(&[(TAGS, &format!("a,{tag},b"))], &allowed);
        assert_eq!(ticket_data(&profile)[TAGS], "a,b", "{tag:?}");
        assert!(refused[0].reason.contains(TAGS) && refused[0].reason.contains(tag), "{refused:?}");
    }
}

#[test]
fn an_allow_list_of_ticket_fields_is_obeyed() {
    let allowed = Allowed { ticket_fields: Some(vec!["7".to_owned()]), ..Allowed::default() };
    let (profile, refused) =
        learned(&[("dataCapture.ticketField.7", "yes"), ("dataCapture.ticketField.8", "no")], &allowed);
    assert_eq!(ticket_data(&profile).keys().collect::<Vec<_>>(), ["dataCapture.ticketField.7"]);
    assert!(refused[0].reason.contains("ticketField.8"));
}

#[test]
fn what_does_not_fit_is_refused_by_name_and_the_rest_is_kept() {
    let long = "x".repeat(limits::CUSTOM_DATA_BYTES);
    let (profile, refused) = learned(&[("a", "1"), ("b", &long), ("c", "3")], &Allowed::default());
    assert_eq!(profile.data.keys().collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(refused.len(), 1);
    assert!(refused[0].reason.contains("customData.b"));
}

fn signed(profile: &mut Profile, data: &[(&str, &str)], allowed: &Allowed) -> Vec<Refused> {
    let data = data.iter().map(|(key, value)| ((*key).to_owned(), Scalar::Text((*value).to_owned()))).collect();
    let details = Details { data, ..Details::default() };
    learn_signed(profile, &details, false, allowed)
}

#[test]
fn a_token_routes_and_a_page_cannot_take_that_back() {
    let allowed = Allowed { ticket_fields: Some(Vec::new()), routing_tags: vec!["vip_queue".to_owned()] };
    let mut profile = Profile::default();
    let all = [
        (PRIORITY, "urgent"),
        (GROUP, "360"),
        (BRAND, "21"),
        (TAGS, "vip_queue,baton_x,sunco_send"),
        ("dataCapture.ticketField.7", "gold"),
        ("plan", "gold"),
        ("dataCapture.systemField.requester.email", "ceo@example.com"),
        ("dataCapture.systemField.status", "solved"),
        ("baton.handoff", "x"),
    ];
    let refused = signed(&mut profile, &all, &allowed);
    let named: Vec<bool> = refused.iter().map(|one| one.reason.contains("customData.")).collect();
    assert_eq!(named, [true; 4], "{refused:?}");
    let kept = ticket_data(&profile);
    assert_eq!(kept.keys().collect::<Vec<_>>(), [BRAND, GROUP, PRIORITY, TAGS, "dataCapture.ticketField.7"]);
    assert_eq!(kept[TAGS], "vip_queue", "what means something to Baton is nobody's to set");
    assert_eq!(signed_data(&profile), BTreeMap::from([("plan".to_owned(), "gold".to_owned())]));

    let custom_data = [(PRIORITY, "low"), (TAGS, "page"), ("plan", "page")];
    let custom_data = custom_data.map(|(key, value)| (key.to_owned(), Scalar::Text(value.to_owned()))).into();
    learn(&mut profile, UserDetails { custom_data, ..UserDetails::default() }, None, &allowed);
    assert_eq!(ticket_data(&profile), kept);
    assert_eq!(other_data(&profile)["plan"], "gold");
    signed(&mut profile, &[("plan", "silver")], &allowed);
    assert_eq!(ticket_data(&profile), BTreeMap::new(), "the newest token says all that tokens say");
}

#[test]
fn what_a_token_says_of_routing_has_to_be_of_the_right_form() {
    for (key, value) in [
        (PRIORITY, "Urgent"),
        (PRIORITY, ""),
        (GROUP, "vip"),
        (GROUP, "-1"),
        (BRAND, "1.0"),
        (ASSIGNEE, "me"),
        (ORGANIZATION, "1,2"),
    ] {
        let mut profile = Profile::default();
        let refused = signed(&mut profile, &[(key, value)], &Allowed::default());
        assert_eq!(refused[0].code, ErrorCode::ValueRefused, "{key} {value}");
        assert_eq!(profile, Profile::default());
    }
}

#[test]
fn what_is_kept_of_a_page_never_routes_whatever_it_is_called() {
    let mut profile = Profile::default();
    for from in [Provenance::Visitor, Provenance::Page, Provenance::Bot] {
        for key in [PRIORITY, GROUP, BRAND, ASSIGNEE, "dataCapture.systemField.requester.email"] {
            profile.data.insert(key.to_owned(), Sourced::new("1".to_owned(), from));
        }
        assert_eq!(ticket_data(&profile), BTreeMap::new(), "{from:?}");
    }
}

#[test]
fn a_page_full_of_data_takes_no_room_from_what_is_signed() {
    let full: Vec<(String, String)> = (0..64).map(|key| (format!("k{key}"), "x".repeat(58))).collect();
    let full: Vec<(&str, &str)> = full.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let (mut profile, refused) = learned(&full, &Allowed::default());
    assert_eq!(refused, []);
    assert_eq!(signed(&mut profile, &[("plan", "gold"), ("k1", "signed")], &Allowed::default()), []);
    assert_eq!(signed_data(&profile).len(), 2);
    let long = "x".repeat(limits::CUSTOM_DATA_BYTES);
    let refused = signed(&mut profile, &[("plan", &long)], &Allowed::default());
    assert!(refused[0].reason.contains("customData.plan does not fit"), "the limits are the same");
}

#[test]
fn of_what_was_encrypted_no_word_is_in_a_refusal() {
    let data = [
        (PRIORITY, "canary_urgent"),
        (TAGS, "baton_canary"),
        ("canary", &"canary".repeat(limits::CUSTOM_DATA_BYTES)),
        ("fine", "yes"),
    ];
    let data = data.map(|(key, value)| (key.to_owned(), Scalar::Text(value.to_owned()))).into();
    let odd = vec!["canary_list".to_owned()];
    let details = Details { data, odd, name: Some("Ada".to_owned()), ..Details::default() };
    let mut profile = Profile::default();
    for refused in [
        learn_sealed(&mut profile.clone(), details.clone(), &Allowed::default()),
        learn_signed(&mut profile.clone(), &details, true, &Allowed::default()),
    ] {
        assert_eq!(refused.len(), 1);
        assert!(refused[0].reason.starts_with("4 of the encrypted values"), "{refused:?}");
        let said = refused[0].reason.to_lowercase();
        assert!(!said.contains("canary") && !said.contains("datacapture"), "{refused:?}");
    }
    learn_sealed(&mut profile, details, &Allowed::default());
    assert_eq!(profile.name, Some(Sourced::new("Ada".to_owned(), Provenance::Page)), "anybody can encrypt");
    assert_eq!(profile.data["fine"].from, Provenance::Page);
}

#[test]
fn a_pages_address_loses_query_and_fragment_and_a_signed_name_stays() {
    let mut profile =
        Profile { name: Some(Sourced::new("Signed".to_owned(), Provenance::Token)), ..Profile::default() };
    let user = UserDetails { name: Some("Typed".to_owned()), ..UserDetails::default() };
    learn(&mut profile, user, Some("https://shop.example/basket?card=4111#x"), &Allowed::default());
    assert_eq!(profile.page.as_deref(), Some("https://shop.example/basket"));
    assert_eq!(profile.name.map(|name| name.value).as_deref(), Some("Signed"));
}
