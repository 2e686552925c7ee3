//! How it was, in stars.

use super::dom::{add, focus, on, set};
use crate::i18n::Text;
use baton_protocol::{Form, FormValue, limits};
use std::cell::Cell;
use std::rc::Rc;
use web_sys::Element;

/// Stars, of which one is chosen; those before it are filled with it by the style.
pub(super) struct Rating {
    given: Rc<Cell<u8>>,
    first: Element,
    error: Element,
}

impl Rating {
    /// Draws them into a form.
    pub(super) fn put(form: &Element, asked: &Form) -> Self {
        let given = Rc::new(Cell::new(0));
        let stars = add(form, "div", "baton-stars");
        set(&stars, "role", "radiogroup");
        set(&stars, "aria-label", Text::RatingLead.say());
        let error = add(form, "p", "baton-error");
        set(&error, "role", "alert");
        for rating in 1..=limits::RATING_BEST {
            let star = add(&add(&stars, "label", "baton-star"), "input", "baton-hidden");
            for (name, value) in [
                ("type", "radio"),
                ("name", asked.id.as_str()),
                ("aria-label", &Text::RatingOf.with(&rating.to_string())),
            ] {
                set(&star, name, value);
            }
            let (given, error) = (Rc::clone(&given), error.clone());
            on(&star, "change", move |_| {
                given.set(rating);
                error.set_text_content(None);
            });
        }
        let first = stars.query_selector("input").ok().flatten().unwrap_or(stars);
        Self { given, first, error }
    }

    /// Whether a star is chosen; if not, that is said.
    pub(super) fn is_given(&self) -> bool {
        let is_given = self.given.get() > 0;
        if !is_given {
            self.error.set_text_content(Some(Text::RatingMissing.say()));
            focus(&self.first);
        }
        is_given
    }

    /// What is chosen.
    pub(super) fn value(&self) -> FormValue {
        FormValue::Rating(self.given.get())
    }
}
