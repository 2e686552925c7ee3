//! The client against a stand-in that asserts what was sent and answers as the specification's examples do.

#[cfg(test)]
mod administration;
#[cfg(test)]
mod attachments;
#[cfg(test)]
mod comments;
#[cfg(test)]
mod control;
#[cfg(test)]
mod conversations;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod listings;
#[cfg(test)]
mod media;
#[cfg(test)]
mod messages;
#[cfg(test)]
mod metadata;
#[cfg(test)]
mod people;
#[cfg(test)]
mod provisioning;
#[cfg(test)]
mod speakers;
#[cfg(test)]
mod support;
#[cfg(test)]
mod support_setup;
#[cfg(test)]
mod support_webhooks;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tickets;
#[cfg(test)]
mod transport;
#[cfg(test)]
mod users;
#[cfg(test)]
mod vendor;
#[cfg(test)]
mod webhooks;
