//! Cards, side by side. Their pictures are links: nothing of a bot loads by itself.

use super::dom::{add, add_text, set};
use super::line::Offer;
use super::rich::{add_link, put_blocks};
use crate::i18n::Text;
use baton_protocol::Card;
use web_sys::Element;

/// Draws them; their buttons are drawn with the message's own.
pub(super) fn put_cards(parent: &Element, cards: Vec<Card>, offers: &mut Vec<Offer>) {
    let row = add(parent, "div", "baton-cards");
    // What can be scrolled can be reached, with a name.
    for (name, value) in [
        ("role", "group"),
        ("tabindex", "0"),
        ("aria-label", Text::Cards.say()),
        // Of the arrows, which are the stylesheet's.
        ("data-previous", Text::Previous.say()),
        ("data-next", Text::Next.say()),
    ] {
        set(&row, name, value);
    }
    for card in cards {
        let place = add(&row, "div", "baton-card");
        set(&add_text(&place, "strong", "", &card.title), "dir", "auto");
        if !card.blocks.is_empty() {
            put_blocks(&add(&place, "div", ""), &card.blocks);
        }
        if let Some(link) = card.image.as_deref().and_then(|image| add_link(&place, "", image)) {
            link.set_text_content(Some(Text::CardPicture.say()));
        }
        offers.push((add(&place, "div", "baton-choices"), card.choices));
    }
}
