//! What may stand in the fields of a form.

use crate::i18n::Text;
use baton_protocol::{FormField, FormValue, TextField, TextKind, limits};

/// The value of a field, nothing where it may stay empty, or what is wrong with it.
pub fn check_field(field: &FormField, text: &str) -> Result<Option<FormValue>, Text> {
    let (required, limit) = match field {
        FormField::Name { required } => (*required, limits::NAME_CHARS),
        FormField::Email { required } => (*required, limits::EMAIL_CHARS),
        FormField::Message { required } => (*required, limits::TEXT_CHARS),
        FormField::Comment {} => (false, limits::FORM_VALUE_CHARS),
        FormField::Text(field) => (field.required, limits::FORM_VALUE_CHARS),
        _ => return Ok(None),
    };
    if text.is_empty() {
        return if required { Err(Text::FieldMissing) } else { Ok(None) };
    }
    if text.chars().count() > limit {
        return Err(Text::FieldTooLong);
    }
    match field {
        FormField::Text(TextField { kind: TextKind::Email, .. }) | FormField::Email { .. }
            if !looks_like_email(text) =>
        {
            Err(Text::EmailInvalid)
        }
        FormField::Text(field) => Ok(Some(FormValue::Text { name: field.name.clone(), value: text.to_owned() })),
        FormField::Email { .. } => Ok(Some(FormValue::Email(text.to_owned()))),
        FormField::Message { .. } => Ok(Some(FormValue::Message(text.to_owned()))),
        FormField::Comment {} => Ok(Some(FormValue::Comment(text.to_owned()))),
        _ => Ok(Some(FormValue::Name(text.to_owned()))),
    }
}

/// Whether a text in the field for an address may be one: then it can be answered to.
pub fn is_address(text: &str) -> bool {
    looks_like_email(text.trim())
}

/// Only what is surely no address is turned away; the relay and the mail decide the rest.
fn looks_like_email(text: &str) -> bool {
    let is_split = |(name, host): (&str, &str)| !name.is_empty() && host.split('.').all(|part| !part.is_empty());
    !text.contains(char::is_whitespace)
        && text.rsplit_once('@').is_some_and(|parts| is_split(parts) && parts.1.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_checked_as_they_are_asked() {
        let name = |required| FormField::Name { required };
        let email = |required| FormField::Email { required };
        assert_eq!(check_field(&name(true), ""), Err(Text::FieldMissing));
        assert_eq!(check_field(&name(false), ""), Ok(None));
        assert_eq!(check_field(&name(true), "Ada"), Ok(Some(FormValue::Name("Ada".to_owned()))));
        assert_eq!(check_field(&name(true), &"a".repeat(129)), Err(Text::FieldTooLong));
        let message = FormField::Message { required: true };
        assert_eq!(check_field(&message, ""), Err(Text::FieldMissing));
        assert_eq!(check_field(&message, "The lid"), Ok(Some(FormValue::Message("The lid".to_owned()))));
        assert_eq!(check_field(&message, &"a".repeat(10_001)), Err(Text::FieldTooLong));
        let comment = FormField::Comment {};
        assert_eq!(check_field(&comment, ""), Ok(None));
        assert_eq!(check_field(&comment, "Quick!"), Ok(Some(FormValue::Comment("Quick!".to_owned()))));
        assert_eq!(check_field(&comment, &"a".repeat(1025)), Err(Text::FieldTooLong));
        assert_eq!(
            check_field(&email(false), "ada@example.com"),
            Ok(Some(FormValue::Email("ada@example.com".to_owned())))
        );
        let text =
            |kind| FormField::Text(TextField { name: "a".to_owned(), kind, required: true, ..TextField::default() });
        let filled = |value: &str| FormValue::Text { name: "a".to_owned(), value: value.to_owned() };
        assert_eq!(check_field(&text(TextKind::Line), "x"), Ok(Some(filled("x"))));
        assert_eq!(check_field(&text(TextKind::Line), ""), Err(Text::FieldMissing));
        assert_eq!(check_field(&text(TextKind::Email), "x"), Err(Text::EmailInvalid));
        assert_eq!(check_field(&text(TextKind::Email), "a@b.example"), Ok(Some(filled("a@b.example"))));
        for wrong in ["ada", "ada@", "@example.com", "ada@example", "a da@example.com", "ada@example..com"] {
            assert_eq!(check_field(&email(false), wrong), Err(Text::EmailInvalid), "{wrong}");
        }
    }
}
