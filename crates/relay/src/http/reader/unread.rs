//! What can still be told of a frame that cannot be read.

use baton_protocol::{ClientFrame, ClientId};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::HashMap;

/// Whether it is of a kind that only a newer client knows. Such a frame is passed over; one of a known kind with something
/// unknown inside is not, for its sender waits for an answer.
pub(super) fn is_of_a_newer_kind(text: &str) -> bool {
    let kind = match outer(text) {
        Some((kind, _)) => kind,
        None => match serde_json::from_str::<String>(text) {
            Ok(kind) => kind,
            Err(_) => return false,
        },
    };
    let probe = serde_json::json!({ kind: null });
    serde_json::from_value::<ClientFrame>(probe).is_err_and(|error| error.to_string().starts_with("unknown variant"))
}

/// The client's id in it, so that the client learns what was refused.
pub(super) fn id_in(text: &str) -> Option<ClientId> {
    #[derive(Deserialize)]
    struct Named {
        id: ClientId,
    }
    let (_, body) = outer(text)?;
    serde_json::from_str::<Named>(body.get()).ok().map(|named| named.id).filter(ClientId::is_well_formed)
}

fn outer(text: &str) -> Option<(String, Box<RawValue>)> {
    let mut entries = serde_json::from_str::<HashMap<String, Box<RawValue>>>(text).ok()?.into_iter();
    let first = entries.next()?;
    entries.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_kind_of_a_frame_makes_it_newer() {
        assert!(is_of_a_newer_kind("{\"telepathy\":{\"id\":\"a\"}}"));
        assert!(is_of_a_newer_kind("\"telepathy\""));
        for text in ["", "7", "{}", "\"send\"", "{\"send\":{\"telepathy\":1}}", "{\"beat\":{},\"telepathy\":{}}"] {
            assert!(!is_of_a_newer_kind(text), "{text}");
        }
    }

    #[test]
    fn the_id_is_found_where_there_is_one() {
        assert_eq!(id_in("{\"send\":{\"id\":\"a-1\",\"message\":7}}"), Some(ClientId::new("a-1")));
        for text in ["{\"send\":{\"id\":7}}", "{\"send\":{\"id\":\"no blanks\"}}", "{\"send\":[]}", "nonsense"] {
            assert_eq!(id_in(text), None, "{text}");
        }
    }
}
