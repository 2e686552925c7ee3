//! Line icons on a 24-unit grid.

pub(super) const CHAT: &str = "M21 11.5a8.5 8.5 0 0 1-12.4 7.5L3 21l2-5.6A8.5 8.5 0 1 1 21 11.5z";
pub(super) const MORE: &str = "M12 5.5v.01M12 12v.01M12 18.5v.01";
pub(super) const CLOSE: &str = "M6 6l12 12M18 6L6 18";
pub(super) const FILE: &str = "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5";
pub(super) const DOWN: &str = "M12 5v14M6 13l6 6 6-6";
pub(super) const THUMB: &str = "M7 11v9H4v-9zM7 11l4-8a2 2 0 0 1 2 2v4h5a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H7";
pub(super) const AGAIN: &str = "M20 11a8 8 0 1 0-2.3 5.7M20 5v6h-6";
