//! Business hours.

use serde::Deserialize;

use super::Support;
use crate::error::Error;
use crate::http::Call;
use crate::ids::ScheduleId;
use crate::tolerant;

/// A schedule of business hours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Schedule {
    /// Its number.
    pub id: ScheduleId,
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// The vendor's name of the time zone, such as `Eastern Time (US & Canada)` or `Berlin`; seldom one of IANA's.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub time_zone: String,
    /// When it is open.
    #[serde(deserialize_with = "tolerant::readable")]
    pub intervals: Vec<Interval>,
}

/// A stretch of open hours, in minutes since the week began: Sunday, 0:00, in the schedule's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Interval {
    /// Open from here on.
    #[serde(rename = "start_time")]
    pub start: u16,
    /// Closed from here on.
    #[serde(rename = "end_time")]
    pub end: u16,
}

/// Days on which a schedule is closed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Holiday {
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// The first day, as `2026-12-24`.
    pub start_date: String,
    /// The last day, closed too.
    pub end_date: String,
}

#[derive(Deserialize)]
struct Schedules {
    #[serde(deserialize_with = "tolerant::readable")]
    schedules: Vec<Schedule>,
}

#[derive(Deserialize)]
struct Holidays {
    #[serde(deserialize_with = "tolerant::readable")]
    holidays: Vec<Holiday>,
}

impl Schedule {
    /// Whether it is open at this minute of the week, holidays aside.
    pub fn is_open_at(&self, minute_of_week: u16) -> bool {
        self.intervals.iter().any(|open| (open.start..open.end).contains(&minute_of_week))
    }
}

impl Support {
    /// The account's schedules. `None` where it has no business hours, or the credential may not see them.
    pub async fn list_schedules(&self) -> Result<Option<Vec<Schedule>>, Error> {
        let url = self.url(&["business_hours", "schedules"])?;
        match self.endpoint.ask::<Schedules>(Call::get("ListSchedules", url)).await {
            Ok(answer) => Ok(Some(answer.schedules)),
            Err(Error::Forbidden(_) | Error::NotFound(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The holidays of a schedule.
    pub async fn list_holidays(&self, schedule: ScheduleId) -> Result<Vec<Holiday>, Error> {
        let url = self.url(&["business_hours", "schedules", &schedule.to_string(), "holidays"])?;
        Ok(self.endpoint.ask::<Holidays>(Call::get("ListHolidays", url)).await?.holidays)
    }
}
