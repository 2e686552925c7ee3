//! The widget's mind: a state, what may happen to it, and what it wants done about it. No browser types, no clock, no
//! chance of its own: time comes in with every input, and whatever touches the world goes out as an [`Effect`].
//!
//! [`State::apply`] is all there is to drive; [`Scene::of`] says what a person should see of the result.

mod asker;
mod backoff;
mod drafts;
mod effect;
mod form;
mod hopes;
mod href;
mod input;
mod known;
mod link;
mod receive;
mod scene;
mod state;
mod unsent;
mod uploads;
mod visitor;
mod window;

pub use asker::Ask;
pub use backoff::{Backoff, Chance, FIRST_MS, MOST_MS};
pub use drafts::Draft;
pub use effect::{By, Effect, HostEvent, HostEventKind};
pub use form::{check_field, is_address};
pub use href::{host_of, is_safe};
pub use input::{Input, Picked};
pub use link::{STABLE_MS, Status};
pub use scene::{Delivering, Delivery, Kind, Row, Scene, Speaker, Strip, Who};
pub use state::{Settings, State, Trouble};
pub use unsent::{Request, Unsent};
pub use uploads::{Upload, UploadState, short_name};
