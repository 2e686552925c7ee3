//! What a site asks before a person is called.

use super::settings::settings;
use super::word::words;
use baton_protocol::TextKind;

settings! {
    /// A field of the form before a handoff.
    pub struct AskedField {
        /// The name of the variable that keeps what is filled in. Agents see it beside the value. Not needed where `agree`
        /// is set.
        name: String = String::new(),
        /// What the visitor reads: the field's label, or in Markdown what is agreed to.
        label: String = String::new(),
        /// How it is filled in.
        kind: FieldKind = FieldKind::Line,
        /// Whether it must be filled in, or agreed to.
        required: bool = false,
        /// What there is to choose from; anything may be typed where it is empty.
        options: Vec<String> = Vec::new(),
        /// A box to be ticked instead: consent to what the label says.
        agree: bool = false,
        /// The number of the ticket field that gets the value.
        ticket_field: Option<String> = None,
    }
}

words! {
    /// How a field is filled in.
    pub enum FieldKind {
        /// A line.
        Line = "line",
        /// Several lines.
        Long = "long",
        /// An e-mail address. Like all that is typed it proves nothing.
        Email = "email",
        /// A telephone number.
        Phone = "phone",
        /// A number.
        Number = "number",
        /// A day.
        Date = "date",
    }
}

impl FieldKind {
    /// The protocol's word for it.
    pub fn kind(self) -> TextKind {
        match self {
            Self::Line => TextKind::Line,
            Self::Long => TextKind::Long,
            Self::Email => TextKind::Email,
            Self::Phone => TextKind::Phone,
            Self::Number => TextKind::Number,
            Self::Date => TextKind::Date,
        }
    }
}
