//! Business hours: schedules with their intervals and holidays. In no published document; see FACTS 3.8.

use super::{allow, not_found};
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::ScheduleId;
use crate::operation::Call;
use crate::state::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A time in which people work, in minutes since Sunday 00:00 of the schedule's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// When it begins.
    pub start_time: u32,
    /// When it ends.
    pub end_time: u32,
}

/// Days off, first and last included, as `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// What it is called.
    pub name: String,
    /// The first day.
    pub start_date: String,
    /// The last day.
    pub end_date: String,
}

/// A schedule to be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewSchedule {
    /// What it is called.
    pub name: String,
    /// Its time zone; the vendor writes `Berlin` or `Eastern Time (US & Canada)`, newer accounts IANA names.
    pub time_zone: String,
    /// The working week.
    pub intervals: Vec<Interval>,
    /// The days off.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    pub(crate) id: ScheduleId,
    pub(crate) hours: NewSchedule,
    pub(crate) created_ms: i64,
}

impl Schedule {
    fn render(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.hours.name,
            "time_zone": self.hours.time_zone,
            "intervals": self.hours.intervals,
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.created_ms),
        })
    }
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "business_hours", false)?;
    let schedules: Vec<Value> = state.office.schedules.iter().map(Schedule::render).collect();
    let url = format!("{}/api/v2/business_hours/schedules.json", state.origins.api);
    Ok(Answer::ok(json!({ "schedules": schedules, "url": url })))
}

pub(crate) fn holidays(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "business_hours", false)?;
    let id: ScheduleId = super::number(call, "schedule_id")?;
    let schedule = state.office.schedules.iter().find(|it| it.id == id).ok_or_else(not_found)?;
    let holidays: Vec<Value> = (1_u64..)
        .zip(&schedule.hours.holidays)
        .map(|(number, it)| {
            let id = schedule.id.0 + number;
            json!({ "id": id, "name": it.name, "start_date": it.start_date, "end_date": it.end_date })
        })
        .collect();
    let url = format!("{}/api/v2/business_hours/schedules/{id}/holidays.json", state.origins.api);
    Ok(Answer::ok(json!({ "holidays": holidays, "url": url })))
}
