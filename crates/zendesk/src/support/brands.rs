//! Brands of the account.

use serde::Deserialize;

use super::Support;
use super::pages::{Continuation, Page};
use crate::error::Error;
use crate::ids::SupportBrandId;
use crate::tolerant;

/// A brand: one of the names an account goes by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Brand {
    /// Its number.
    pub id: SupportBrandId,
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub name: String,
    /// The first part of its host.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub subdomain: String,
    /// Whether it is in use.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub active: bool,
    /// Whether it is what a ticket belongs to where nobody says.
    #[serde(default, deserialize_with = "tolerant::lenient")]
    pub default: bool,
}

#[derive(Deserialize)]
struct Many {
    #[serde(deserialize_with = "tolerant::readable")]
    brands: Vec<Brand>,
    #[serde(flatten)]
    continuation: Continuation,
}

impl Page for Many {
    type Item = Brand;

    fn split(self) -> (Vec<Brand>, Continuation) {
        (self.brands, self.continuation)
    }
}

impl Support {
    /// Every brand, at most `pages` pages of 100.
    pub async fn list_brands(&self, pages: usize) -> Result<Vec<Brand>, Error> {
        self.every::<Many>("ListBrands", &self.url(&["brands"])?, pages).await
    }
}
