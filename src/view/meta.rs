//! Below a message: when, and what became of it.

use super::dom::{add_button, add_text, clear, set, show};
use crate::app::{App, js_time};
use crate::core::{Delivering, Delivery, Input, Row};
use crate::host::boot;
use crate::i18n::{self, Text};
use baton_protocol::ErrorCode;
use web_sys::Element;

/// Draws the line below a message, where it has one.
pub(super) fn put_meta(app: App, parent: &Element, row: &Row) {
    clear(parent);
    // A time that is written anew is no news; a message that failed is.
    let said = match &row.delivery {
        Delivery::Failed(..) => Some(Text::NotSent),
        Delivery::Sending(Delivering::Now) => Some(Text::Sending),
        Delivery::Sending(Delivering::Later) => Some(Text::SendingLater),
        Delivery::Sending(Delivering::Never) => Some(Text::NotSent),
        Delivery::Sent if row.last => Some(Text::Sent),
        Delivery::Delivered if row.last => Some(Text::Delivered),
        Delivery::Undelivered => Some(Text::Undelivered),
        Delivery::Quiet | Delivery::Sent | Delivery::Delivered => None,
    };
    let is_error =
        matches!(row.delivery, Delivery::Failed(..) | Delivery::Undelivered | Delivery::Sending(Delivering::Never));
    set(parent, "aria-live", if is_error { "polite" } else { "off" });
    set(parent, "class", if is_error { "baton-meta baton-meta--failed" } else { "baton-meta" });
    show(parent, row.at > 0 && (row.last || said.is_some()));
    if let Delivery::Failed(id, code) = &row.delivery {
        add_text(parent, "span", "", &[Text::NotSent.say(), ". ", i18n::error(*code)].concat());
        // A file that is gone is gone for every further try.
        let useless = usize::from(*code == ErrorCode::FileUnknown);
        for again in [true, false].into_iter().skip(useless) {
            let (text, id) = (if again { Text::Retry } else { Text::Discard }, id.clone());
            add_button(parent, "baton-button baton-button--plain", text.say(), move || {
                let id = id.clone();
                app.input(if again { Input::Retry(id) } else { Input::Discard(id) });
                // The button is gone, and the focus with it.
                boot::focus();
            });
        }
    } else {
        add_text(parent, "time", "", &boot::clock(js_time(row.at)));
        if let Some(said) = said {
            add_text(parent, "span", "", said.say());
        }
    }
}
