use crate::golden::{both_ways, tags};
use crate::shape::variants_of;
use baton_protocol::ErrorCode;
use serde_json::{Value, json};

/// Every code, its word on the wire, and whether the same request may succeed later.
fn codes() -> Vec<(ErrorCode, Value, bool)> {
    vec![
        (ErrorCode::Malformed, json!("malformed"), false),
        (ErrorCode::TooLarge, json!("too_large"), false),
        (ErrorCode::VersionUnsupported, json!("version_unsupported"), false),
        (ErrorCode::SiteUnknown, json!("site_unknown"), false),
        (ErrorCode::OriginRefused, json!("origin_refused"), false),
        (ErrorCode::SessionUnknown, json!("session_unknown"), false),
        (ErrorCode::BudgetSpent, json!("budget_spent"), true),
        (ErrorCode::MessageEmpty, json!("message_empty"), false),
        (ErrorCode::TextTooLong, json!("text_too_long"), false),
        (ErrorCode::TooManyFiles, json!("too_many_files"), false),
        (ErrorCode::FileTooLarge, json!("file_too_large"), false),
        (ErrorCode::FileTypeRefused, json!("file_type_refused"), false),
        (ErrorCode::FileEmpty, json!("file_empty"), false),
        (ErrorCode::FileUnknown, json!("file_unknown"), false),
        (ErrorCode::FileUnavailable, json!("file_unavailable"), true),
        (ErrorCode::FormUnknown, json!("form_unknown"), false),
        (ErrorCode::FormInvalid, json!("form_invalid"), false),
        (ErrorCode::StageRefused, json!("stage_refused"), false),
        (ErrorCode::KeyRefused, json!("key_refused"), false),
        (ErrorCode::ValueRefused, json!("value_refused"), false),
        (ErrorCode::IdentityRefused, json!("identity_refused"), false),
        (ErrorCode::IdentityExpired, json!("identity_expired"), false),
        (ErrorCode::IdentityUnavailable, json!("identity_unavailable"), true),
        (ErrorCode::IdentityRequired, json!("identity_required"), false),
        (ErrorCode::IdentityOther, json!("identity_other"), false),
        (ErrorCode::StoreUnavailable, json!("store_unavailable"), true),
        (ErrorCode::TooSlow, json!("too_slow"), true),
        (ErrorCode::GoingAway, json!("going_away"), true),
        (ErrorCode::Internal, json!("internal"), true),
        (ErrorCode::Unknown, json!("unknown"), false),
    ]
}

#[test]
fn every_code() {
    let all = codes();
    assert_eq!(tags(all.iter().map(|(_, json, _)| json)), variants_of::<ErrorCode>());
    for (code, json, is_temporary) in &all {
        both_ways(code, json);
        assert_eq!(code.is_temporary(), *is_temporary, "{code:?}");
    }
}
