//! When a site's people are there.

use super::settings::{Reading, Shape, Value, settings};
use super::source::{Key, Node};
use super::word::words;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Minutes of a day.
const DAY: u16 = 24 * 60;

settings! {
    /// When people are there. Used where `offer` is `hours` or `agents`.
    pub struct Hours {
        /// The time zone the hours are meant in.
        time_zone: Zone = Zone(TimeZone::UTC),
        /// The hours of each day of the week.
        week: Week = Week::default(),
        /// Days on which nobody comes: `2026-12-25`. A night that began the day before ends as usual.
        holidays: Vec<Holiday> = Vec::new(),
    }
}

settings! {
    /// The hours of each day of the week: `mon = ["09:00-12:00", "13:00-17:00"]`. One that ends before it begins goes on
    /// into the next day, and `24:00` is midnight. A day that is left out has none.
    pub struct Week {
        /// Monday.
        mon: Vec<Span> = Vec::new(),
        /// Tuesday.
        tue: Vec<Span> = Vec::new(),
        /// Wednesday.
        wed: Vec<Span> = Vec::new(),
        /// Thursday.
        thu: Vec<Span> = Vec::new(),
        /// Friday.
        fri: Vec<Span> = Vec::new(),
        /// Saturday.
        sat: Vec<Span> = Vec::new(),
        /// Sunday.
        sun: Vec<Span> = Vec::new(),
    }
}

words! {
    /// When a person is offered.
    pub enum Offer {
        /// At any time.
        Always = "always",
        /// During `hours`.
        Hours = "hours",
        /// During `hours`, where there are any, unless Zendesk says that no agent is online.
        Agents = "agents",
    }
}

/// A time zone of the IANA database.
#[derive(Clone, Debug)]
pub struct Zone(pub TimeZone);

/// A day on which nobody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday(pub Date);

/// Hours of one day, in minutes since its midnight by the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From this one on.
    pub from: u16,
    /// Up to this one; on the next day where it is not after the first.
    pub to: u16,
}

impl Hours {
    /// Whether any are set.
    pub fn are_set(&self) -> bool {
        self.week.days().iter().any(|spans| !spans.is_empty())
    }
}

impl Week {
    /// The days, Monday first.
    pub fn days(&self) -> [&[Span]; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun]
    }
}

impl Value for Zone {
    fn shape() -> Shape {
        Shape::Leaf("name of a time zone")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let zone = node.text().and_then(|name| TimeZone::get(name).ok());
        if zone.is_none() {
            let given = node.text().map(|name| format!("`{name}` is not known; it ")).unwrap_or_default();
            reading.error(node, key, format_args!("{given}must be the name of a time zone, like `Europe/Berlin`"));
        }
        zone.map(Self)
    }

    fn write(&self) -> Option<toml::Value> {
        self.0.iana_name().map(toml::Value::from)
    }
}

impl Value for Holiday {
    fn shape() -> Shape {
        Shape::Leaf("day")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let day = match node {
            // TOML has dates of its own.
            Node::Value(toml::Value::Datetime(day)) => day.to_string().parse().ok(),
            node => node.text().and_then(|text| text.parse().ok()),
        };
        if day.is_none() {
            reading.error(node, key, "must be a day, like \"2026-12-25\"");
        }
        day.map(Self)
    }

    fn write(&self) -> Option<toml::Value> {
        Some(self.0.to_string().into())
    }
}

impl Value for Span {
    fn shape() -> Shape {
        Shape::Leaf("hours")
    }

    fn read(node: &Node, key: &Key, reading: &mut Reading) -> Option<Self> {
        let span = node.text().and_then(span);
        if span.is_none() {
            reading.error(node, key, "must be hours like \"09:00-17:00\", or \"22:00-06:00\" for a night");
        }
        span
    }

    fn write(&self) -> Option<toml::Value> {
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        Some(format!("{}-{}", clock(self.from), clock(self.to)).into())
    }
}

fn span(text: &str) -> Option<Span> {
    let (from, to) = text.split_once('-')?;
    let span = Span { from: minute(from.trim())?, to: minute(to.trim())? };
    // A day has no hour that begins with its end, and hours without length are a slip of the pen.
    (span.from < DAY && span.from != span.to).then_some(span)
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let is_number = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| text.parse::<u16>().ok().filter(|_| is_number(text));
    let (hour, minute) = (number(hour)?, number(minute)?);
    let all = hour * 60 + minute;
    (minute < 60 && all <= DAY).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(span("09:00-12:30"), Some(Span { from: 540, to: 750 }));
        assert_eq!(span("00:00 - 24:00"), Some(Span { from: 0, to: 1440 }));
        assert_eq!(span("22:00-06:00"), Some(Span { from: 1320, to: 360 }));
        for wrong in
            ["", "9:00-12:00", "09:00", "09:00-09:00", "24:00-06:00", "09:60-10:00", "09:00-24:01", "+9:00-10:00"]
        {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }
}
