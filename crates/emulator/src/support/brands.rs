//! Brands.

use super::{allow, not_found};
use crate::account::demo;
use crate::answer::{Answer, Refusal};
use crate::clock::seconds;
use crate::ids::BrandId;
use crate::operation::Call;
use crate::state::State;
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(crate) struct Brand {
    pub(crate) id: BrandId,
    pub(crate) name: String,
    pub(crate) subdomain: String,
    pub(crate) is_default: bool,
    pub(crate) created_ms: i64,
}

/// The brand every account begins with.
pub(crate) fn first(now_ms: i64) -> Vec<Brand> {
    let id = BrandId(demo::BRAND_ID.parse().unwrap_or_default());
    let (name, subdomain) = ("Baton demo".to_owned(), demo::SUBDOMAIN.to_owned());
    vec![Brand { id, name, subdomain, is_default: true, created_ms: now_ms }]
}

impl Brand {
    fn render(&self, state: &State) -> Value {
        json!({
            "id": self.id,
            "url": format!("{}/api/v2/brands/{}.json", state.origins.api, self.id),
            "name": self.name,
            "subdomain": self.subdomain,
            "brand_url": format!("https://{}.zendesk.com", self.subdomain),
            "active": true,
            "default": self.is_default,
            "is_deleted": false,
            "has_help_center": false,
            "help_center_state": "disabled",
            "ticket_form_ids": [],
            "created_at": seconds(self.created_ms),
            "updated_at": seconds(self.created_ms),
        })
    }
}

pub(crate) fn list(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "brands", false)?;
    let brands: Vec<Value> = state.office.brands.iter().map(|brand| brand.render(state)).collect();
    let count = brands.len();
    Ok(Answer::ok(json!({ "brands": brands, "count": count, "next_page": null, "previous_page": null })))
}

pub(crate) fn show(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    allow(call, "brands", false)?;
    let id: BrandId = super::number(call, "brand_id")?;
    let brand = state.office.brands.iter().find(|it| it.id == id).ok_or_else(not_found)?;
    Ok(Answer::ok(json!({ "brand": brand.render(state) })))
}
