//! The messaging desk.
