//! Business hours, as an operator writes them and as the calendar bends them.

use baton_relay::clock::Moment;
use baton_relay::config::{self, Hours};
use std::path::Path;

/// A configuration whose one site has these lines.
fn loaded(lines: &str) -> config::Loaded {
    let text = format!(
        "public_url = \"http://127.0.0.1:8080\"\n[site.shop]\ntoken = \"site_0123456789\"\nhandoff = false\n{lines}\n"
    );
    config::parse(&text, Path::new("."), [])
}

fn hours(lines: &str) -> Hours {
    let (config, _) = loaded(lines).accept().expect("the hours are good");
    config.site["shop"].hours.clone()
}

/// Office hours in Berlin, with Christmas off.
fn office() -> Hours {
    hours(
        "[site.shop.hours]\ntime_zone = \"Europe/Berlin\"\nholidays = [\"2026-12-25\", 2027-01-01]\n\
         [site.shop.hours.week]\nmon = [\"09:00-12:00\", \"13:00-17:00\"]\ntue = [\"09:00-17:00\"]\n\
         fri = [\"09:00-15:00\"]",
    )
}

fn moment(text: &str) -> Moment {
    Moment(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

#[track_caller]
fn assert_opens(hours: &Hours, now: &str, opens: &str) {
    assert!(!hours.is_open(moment(now)), "{now}");
    assert_eq!(hours.next_opening(moment(now)), Some(moment(opens)), "{now}");
}

#[test]
fn hours_begin_with_their_first_minute_and_are_over_with_their_last() {
    let hours = office();
    // A Monday in winter: Berlin is an hour ahead.
    for (time, open) in [
        ("2026-11-30T07:59:59.999Z", false),
        ("2026-11-30T08:00:00Z", true),
        ("2026-11-30T10:59:59.999Z", true),
        ("2026-11-30T11:00:00Z", false),
        ("2026-11-30T12:00:00Z", true),
        ("2026-11-30T16:00:00Z", false),
    ] {
        assert_eq!(hours.is_open(moment(time)), open, "{time}");
    }
    assert_eq!(hours.next_opening(moment("2026-11-30T08:00:00Z")), None, "they are there");
}

#[test]
fn the_next_opening_is_after_the_break_the_night_the_weekend_and_the_holidays() {
    let hours = office();
    assert_opens(&hours, "2026-11-30T11:30:00Z", "2026-11-30T12:00:00Z");
    assert_opens(&hours, "2026-11-30T20:00:00Z", "2026-12-01T08:00:00Z");
    assert_opens(&hours, "2026-12-01T20:00:00Z", "2026-12-04T08:00:00Z");
    assert_opens(&hours, "2026-12-04T20:00:00Z", "2026-12-07T08:00:00Z");
    // Christmas is a Friday, and so is New Year's Day.
    assert_opens(&hours, "2026-12-25T10:00:00Z", "2026-12-28T08:00:00Z");
    assert_opens(&hours, "2026-12-31T10:00:00Z", "2027-01-04T08:00:00Z");
}

#[test]
fn hours_go_with_the_wall_clock_through_summer_and_winter() {
    let hours = office();
    assert_opens(&hours, "2026-03-27T20:00:00Z", "2026-03-30T07:00:00Z");
    assert_opens(&hours, "2026-10-23T20:00:00Z", "2026-10-26T08:00:00Z");
}

#[test]
fn a_night_goes_on_into_the_next_day_even_into_a_holiday() {
    let hours = hours(
        "[site.shop.hours]\ntime_zone = \"UTC\"\nholidays = [\"2026-12-25\"]\n\
         [site.shop.hours.week]\nthu = [\"22:00-06:00\"]\nfri = [\"22:00-06:00\"]",
    );
    assert!(hours.is_open(moment("2026-12-24T23:00:00Z")));
    assert!(hours.is_open(moment("2026-12-25T05:59:59Z")));
    assert!(!hours.is_open(moment("2026-12-25T06:00:00Z")));
    assert!(!hours.is_open(moment("2026-12-25T23:00:00Z")), "nobody begins on a holiday");
    assert!(!hours.is_open(moment("2026-12-26T03:00:00Z")));
    assert!(hours.is_open(moment("2026-12-19T03:00:00Z")));
}

#[test]
fn an_hour_that_the_clock_leaves_out_begins_with_the_next_and_one_that_comes_twice_with_the_first() {
    let night =
        hours("[site.shop.hours]\ntime_zone = \"Europe/Berlin\"\n[site.shop.hours.week]\nsun = [\"02:30-04:00\"]");
    // In spring 02:30 is not there: the clock goes from 02:00 to 03:00.
    assert_opens(&night, "2026-03-29T00:59:00Z", "2026-03-29T01:30:00Z");
    // In autumn it is there twice.
    assert_opens(&night, "2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z");
    assert!(night.is_open(moment("2026-10-25T02:59:00Z")));
}

#[test]
fn whole_days_join_and_a_week_without_hours_never_opens() {
    let always = hours("[site.shop.hours.week]\nmon = [\"00:00-24:00\"]\ntue = [\"00:00-24:00\"]");
    assert!(always.is_open(moment("2026-11-30T23:59:59.999Z")));
    assert!(always.is_open(moment("2026-12-01T00:00:00Z")));
    assert!(!always.is_open(moment("2026-12-02T00:00:00Z")));
    let never = Hours::default();
    assert!(!never.is_open(moment("2026-12-02T00:00:00Z")));
    assert_eq!(never.next_opening(moment("2026-12-02T00:00:00Z")), None);
}

#[test]
fn mistakes_are_told_by_their_keys() {
    let loaded = loaded(
        "offer = \"hours\"\n[site.shop.hours]\ntime_zone = \"Europe/Berln\"\nholidays = [\"25.12.2026\"]\n\
         [site.shop.hours.week]\nmon = [\"9-17\"]\nmonday = [\"09:00-17:00\"]",
    );
    let told: Vec<String> = loaded.problems.iter().map(ToString::to_string).collect();
    for wanted in [
        "site.shop.hours.time_zone: `Europe/Berln` is not known; it must be the name of a time zone, like `Europe/Berlin`",
        "site.shop.hours.holidays[0]: must be a day, like \"2026-12-25\"",
        "site.shop.hours.week.mon[0]: must be hours like \"09:00-17:00\", or \"22:00-06:00\" for a night",
        "site.shop.hours.week.monday: is not a setting",
        "site.shop.offer: is `hours`, and `hours` are not set",
    ] {
        assert!(told.iter().any(|problem| problem.contains(wanted)), "{wanted:?} in {told:#?}");
    }
}
