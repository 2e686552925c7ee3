//! Business hours: whether people are there at a moment, and when they come next.

use crate::clock::Moment;
use crate::config::{Hours, Span};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Days looked ahead for the next opening: past any holidays.
const AHEAD: usize = 400;
/// Minutes of a day.
const DAY: u16 = 24 * 60;

impl Hours {
    /// Whether people are there.
    pub fn is_open(&self, now: Moment) -> bool {
        let Some(today) = self.day_of(now) else { return false };
        // What began yesterday may not be over.
        let days = [today.yesterday().ok(), Some(today)];
        days.into_iter().flatten().flat_map(|day| self.of(day)).any(|(from, to)| from <= now && now < to)
    }

    /// When people come next; none where they never do, and for a moment at which they are there.
    pub fn next_opening(&self, now: Moment) -> Option<Moment> {
        if self.is_open(now) {
            return None;
        }
        let mut day = self.day_of(now)?;
        for _ in 0..AHEAD {
            let next = self.of(day).map(|(from, _)| from).filter(|from| *from > now).min();
            if next.is_some() {
                return next;
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    fn day_of(&self, moment: Moment) -> Option<Date> {
        let timestamp = Timestamp::from_millisecond(moment.0).ok()?;
        Some(timestamp.to_zoned(self.time_zone.0.clone()).date())
    }

    /// The hours that begin on a day.
    fn of(&self, day: Date) -> impl Iterator<Item = (Moment, Moment)> + '_ {
        let is_holiday = self.holidays.iter().any(|holiday| holiday.0 == day);
        let weekday = usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0);
        let spans = if is_holiday { &[][..] } else { self.week.days().into_iter().nth(weekday).unwrap_or_default() };
        spans.iter().filter_map(move |span| within(&self.time_zone.0, day, *span))
    }
}

/// The moments between which hours of a day lie. Where the wall clock is put forward, what it leaves out counts as the
/// moment after; where it is put back, the first of the two counts.
fn within(zone: &TimeZone, day: Date, span: Span) -> Option<(Moment, Moment)> {
    let next = day.tomorrow().ok()?;
    let from = at(zone, day, span.from)?;
    let to = match span.to {
        DAY => at(zone, next, 0)?,
        to if to <= span.from => at(zone, next, to)?,
        to => at(zone, day, to)?,
    };
    Some((from, to))
}

fn at(zone: &TimeZone, day: Date, minute: u16) -> Option<Moment> {
    let hour = i8::try_from(minute / 60).ok()?;
    let minute = i8::try_from(minute % 60).ok()?;
    let zoned = zone.to_zoned(day.at(hour, minute, 0, 0)).ok()?;
    Some(Moment(zoned.timestamp().as_millisecond()))
}
