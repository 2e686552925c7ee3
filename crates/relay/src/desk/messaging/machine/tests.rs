//! The machine against a tiny Zendesk, resumed at every step after every outcome.

mod become_user;
mod full;
mod leave;
mod look;
mod model;
mod resume;
mod routing;
mod run;
mod send;
mod sequel;
