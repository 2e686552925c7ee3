//! `baton provision`: makes at Zendesk what a person would click together in an hour, and adopts what is there.
//!
//! Everything is looked at first, then decided without I/O, then made one by one. What was learned is handed on after
//! each step, so that a run that breaks off is taken up by the next.

use super::messaging::provision::MessagingSide;
use super::provision::support::SupportSide;
use super::provision::{Learned, Obstacle, Outline, Wanted};
use crate::config;

/// Sets up one account.
#[derive(Debug)]
pub struct Provisioner {
    /// None for an account of tickets alone.
    messaging: Option<MessagingSide>,
    support: SupportSide,
    /// Seconds between looks, where the configuration does not say them yet.
    polling: Option<u64>,
}

impl Provisioner {
    /// For an account that may still lack what this makes. Messaging needs the key of the whole app.
    pub fn new(wanted: Wanted, account: &config::Account) -> anyhow::Result<Self> {
        let messaging = match account.has_messaging() {
            true => Some(MessagingSide::new(wanted.clone(), account)?),
            false => None,
        };
        let polling = wanted.polling.filter(|_| account.polling_seconds.is_none());
        Ok(Self { messaging, support: SupportSide::new(wanted, account)?, polling })
    }

    /// What has to be done; changes nothing.
    pub async fn outline(&self) -> Result<Outline, Obstacle> {
        let mut outline = Outline::default();
        if let Some(messaging) = &self.messaging {
            outline.add(messaging.plan().await?.outline());
        }
        outline.add(self.support.plan().await?.outline());
        Ok(outline)
    }

    /// Does it, and hands on what the configuration has to know as soon as it is known. Nothing is done where something
    /// stands in the way.
    pub async fn apply<E>(&self, mut keep: impl FnMut(Learned) -> Result<(), E>) -> Result<Outline, E>
    where
        E: From<Obstacle>,
    {
        let mut outline = Outline::default();
        let messaging = match &self.messaging {
            Some(side) => Some((side, side.plan().await?)),
            None => None,
        };
        if let Some((_, planned)) = &messaging {
            outline.add(planned.outline());
        }
        let support = self.support.plan().await?;
        outline.add(support.outline());
        if !outline.obstacles.is_empty() {
            return Ok(outline);
        }
        if let Some(seconds) = self.polling {
            keep(Learned::Number("polling_seconds", seconds))?;
        }
        if let Some((side, planned)) = messaging {
            side.apply(planned, &mut keep).await?;
        }
        self.support.apply(support, &mut keep).await?;
        Ok(outline)
    }
}
