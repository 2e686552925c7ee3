//! Every kind of bot behind the one seam.

mod check;
mod conformance;
mod faults;
mod journey;
mod samples;
mod stage;
mod trust;
mod words;
