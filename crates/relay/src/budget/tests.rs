use super::*;
use crate::clock::ManualClock;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

fn budgets(settings: &config::Budget) -> (Arc<Budgets>, ManualClock) {
    let clock = ManualClock::at(Moment(1_800_000_000_000));
    (Arc::new(Budgets::new(settings, Arc::new(clock.clone()))), clock)
}

fn address(last: u8) -> AddressKey {
    AddressKey::of(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)))
}

#[test]
fn a_spent_budget_says_when_and_fills_again() {
    let settings = config::Budget { sessions_per_address_per_hour: 2, ..config::Budget::default() };
    let (budgets, clock) = budgets(&settings);
    assert!(budgets.session(&address(1), "shop").is_ok());
    assert!(budgets.session(&address(1), "shop").is_ok());
    let refusal = budgets.session(&address(1), "shop").unwrap_err();
    assert_eq!(refusal.code, ErrorCode::BudgetSpent);
    assert!(refusal.message.contains("sessions_per_address_per_hour"));
    let wait = refusal.retry_after_ms.unwrap();
    assert!((1_790_000..=1_800_001).contains(&wait), "{wait}");
    assert!(budgets.session(&address(2), "shop").is_ok(), "another address has its own");
    clock.advance(Duration::from_millis(wait));
    assert!(budgets.session(&address(1), "shop").is_ok());
}

#[test]
fn a_site_has_one_budget_for_all_addresses() {
    let settings = config::Budget { handoffs_per_site_per_hour: 3, ..config::Budget::default() };
    let (budgets, _) = budgets(&settings);
    let spent = (0..10).filter(|n| budgets.handoff(&ConversationId::new(n.to_string()), "shop").is_err()).count();
    assert_eq!(spent, 7);
    assert!(budgets.handoff(&ConversationId::new("x"), "other").is_ok());
}

#[test]
fn a_bots_handoff_counts_for_the_address_behind_it() {
    let settings = config::Budget { handoffs_per_address_per_hour: 1, ..config::Budget::default() };
    let (budgets, _) = budgets(&settings);
    for name in ["a", "b"] {
        budgets.saw(&ConversationId::new(name), address(9));
    }
    assert!(budgets.handoff(&ConversationId::new("a"), "shop").is_ok());
    assert!(budgets.handoff(&ConversationId::new("b"), "shop").is_err());
}

#[test]
fn an_upload_beyond_the_whole_budget_has_no_retry() {
    let settings = config::Budget { upload_bytes_per_address_per_hour: 10_240, ..config::Budget::default() };
    let (budgets, _) = budgets(&settings);
    assert_eq!(budgets.upload(50_000, &address(1), "shop").unwrap_err().retry_after_ms, None);
    assert!(budgets.upload(10_240, &address(1), "shop").is_ok());
    assert!(budgets.upload(1, &address(1), "shop").is_err());
}

#[test]
fn a_socket_is_given_back_when_it_closes() {
    let settings = config::Budget { sockets_per_address: 1, ..config::Budget::default() };
    let (budgets, _) = budgets(&settings);
    let place = budgets.socket(address(1), "shop").unwrap();
    assert!(budgets.socket(address(1), "shop").is_err());
    drop(place);
    assert!(budgets.socket(address(1), "shop").is_ok());
}

#[test]
fn the_client_cannot_choose_its_address() {
    let peer: IpAddr = "10.0.0.1".parse().unwrap();
    let key = |text: &str| AddressKey::of(text.parse().unwrap());
    for (forwarded, proxies, expected) in [
        ("6.6.6.6, 203.0.113.7", 0, "10.0.0.1"),
        ("6.6.6.6, 203.0.113.7", 1, "203.0.113.7"),
        ("6.6.6.6, 203.0.113.7, 198.51.100.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "203.0.113.7"),
        ("", 1, "10.0.0.1"),
        ("garbage", 1, "10.0.0.1"),
        ("203.0.113.7:4711", 1, "203.0.113.7"),
        ("[2001:db8::1]:4711", 1, "2001:db8::1"),
    ] {
        assert_eq!(AddressKey::behind(peer, forwarded, proxies), key(expected), "{forwarded} {proxies}");
    }
    assert_eq!(key("2001:db8::1"), key("2001:db8::2"), "one customer");
    assert_ne!(key("2001:db8:0:1::1"), key("2001:db8:0:2::1"));
    assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
}
