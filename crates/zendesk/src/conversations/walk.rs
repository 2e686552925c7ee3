use serde::Deserialize;

use crate::error::Error;

/// What a walk through a listing brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Walk<T> {
    /// What was found.
    pub items: Vec<T>,
    /// Whether the walk came to its end; `false` where it stopped at the cap on pages.
    pub complete: bool,
}

impl<T> Walk<T> {
    pub(crate) fn new() -> Self {
        Self { items: Vec::new(), complete: false }
    }
}

/// How a page continues. Read strictly: a page that cannot say whether there is more must not pass for the last one.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Meta {
    /// Whether there is more in the direction of the walk.
    has_more: Option<bool>,
    pub(super) after_cursor: Option<String>,
    pub(super) before_cursor: Option<String>,
}

impl Meta {
    /// Whether there is more in the direction of the walk. Were silence read as "no", a page that was cut on its way
    /// would prove that nothing is missing.
    pub(super) fn has_more(&self) -> Result<bool, Error> {
        self.has_more.ok_or_else(|| Error::Protocol("a listing does not say whether there is more".to_owned()))
    }

    /// The cursor of the next page. Where the vendor leaves it out, the id of the outermost element serves: a cursor
    /// points to a record's id. A cursor that does not move would make the walk an endless one.
    pub(super) fn next(
        &self,
        cursor: Option<&str>,
        outermost: Option<&str>,
        previous: Option<&str>,
    ) -> Result<Option<String>, Error> {
        if !self.has_more()? {
            return Ok(None);
        }
        match cursor.or(outermost) {
            Some(next) if Some(next) != previous => Ok(Some(next.to_owned())),
            _ => Err(Error::Protocol("a listing says there is more, but not where".to_owned())),
        }
    }
}
