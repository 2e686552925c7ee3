//! Which pages may speak to the API: those the relay itself served, and the site's `api_origins`. A browser always says
//! where a page is from, so a request that does not is refused.

use super::Edge;
use crate::core::Site;
use crate::refusal::Refusal;
use axum::http::{HeaderMap, header};
use baton_protocol::ErrorCode;

/// The origin a browser named.
pub(super) fn of(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok())
}

impl Edge {
    /// Whether a page of this origin may speak for the site.
    pub(super) fn origin_may_use(&self, origin: Option<&str>, site: &Site) -> Result<(), Refusal> {
        let Some(origin) = origin else {
            return Err(Refusal::new(ErrorCode::OriginRefused, "the request names no origin"));
        };
        if origin == self.config.own_origin() || site.config.api_origins.iter().any(|known| known.matches(origin)) {
            return Ok(());
        }
        // The value is a stranger's: it is told back to the stranger alone, and logged escaped.
        tracing::info!(site = %site.name, origin = ?origin, "an origin was refused; `public_url` and `api_origins` say which may");
        Err(Refusal::new(ErrorCode::OriginRefused, "this origin is not among the site's `api_origins`"))
    }

    /// Whether a page of this origin may speak for any site; what is asked before a site is named.
    pub(super) fn origin_is_known(&self, origin: Option<&str>) -> Result<(), Refusal> {
        match origin {
            None => Err(Refusal::new(ErrorCode::OriginRefused, "the request names no origin")),
            Some(origin) if origin == self.config.own_origin() => Ok(()),
            Some(origin)
                if self
                    .core
                    .sites
                    .all()
                    .any(|site| site.config.api_origins.iter().any(|known| known.matches(origin))) =>
            {
                Ok(())
            }
            Some(_) => Err(Refusal::new(ErrorCode::OriginRefused, "this origin is not among any site's `api_origins`")),
        }
    }
}
