//! Whether a person is offered now.

use super::{Core, Site};
use crate::config::Offer;
use crate::desk::Availability;
use baton_protocol::Away;

impl Core {
    /// Whether somebody could answer now, as far as the site wants that known.
    pub async fn availability(&self, site: &Site, skill: Option<&str>) -> Availability {
        let hours = &site.config.hours;
        let is_closed = hours.are_set() && !hours.is_open(self.clock.now());
        match site.config.offer {
            Offer::Always => Availability::Unknown,
            Offer::Hours | Offer::Agents if is_closed => Availability::No,
            Offer::Hours => Availability::Yes,
            Offer::Agents => match site.desk() {
                Some(desk) => desk.availability(skill, &*self.clock).await,
                None => Availability::Unknown,
            },
        }
    }

    /// What whoever asks for a person is told while none is offered. What nobody can tell counts as somebody being there.
    pub async fn away(&self, site: &Site, skill: Option<&str>) -> Option<Away> {
        if self.availability(site, skill).await != Availability::No {
            return None;
        }
        Some(Away {
            text: site.config.away_text.clone(),
            opens_at: site.config.hours.next_opening(self.clock.now()).map(|moment| moment.0),
            can_leave: site.config.takes_messages(),
        })
    }
}
