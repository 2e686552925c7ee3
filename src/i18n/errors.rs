//! What a person is told when something was refused.

use baton_protocol::ErrorCode;

/// The text of an error code.
pub fn error(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::BudgetSpent => "That was a lot at once. Please wait a moment and try again.",
        ErrorCode::TextTooLong => "This message is too long. Please shorten it or send it in parts.",
        ErrorCode::TooManyFiles => "One message can carry 10 files. Please send the rest with another.",
        ErrorCode::FileTooLarge => "This file is too large.",
        ErrorCode::FileTypeRefused => "Files of this type are not accepted here.",
        ErrorCode::FileEmpty => "This file is empty.",
        ErrorCode::FileUnknown => "This file is no longer available. Please attach it again.",
        ErrorCode::FileUnavailable => "This file cannot be fetched just now. Please try again.",
        ErrorCode::FormInvalid => "Please check what you filled in.",
        ErrorCode::StageRefused => "That is not possible at this point of the conversation.",
        ErrorCode::IdentityRequired => "Please sign in on this site first. Then we can find someone for you.",
        ErrorCode::VersionUnsupported => "Please reload the page to get the current version of this chat.",
        ErrorCode::SiteUnknown | ErrorCode::OriginRefused => "This chat is not set up for this page.",
        ErrorCode::SessionUnknown => "This conversation is no longer available. Please write again.",
        ErrorCode::MessageEmpty => "There was nothing in this message.",
        ErrorCode::StoreUnavailable | ErrorCode::Internal | ErrorCode::GoingAway | ErrorCode::TooSlow => {
            "The service is busy. Please try again."
        }
        _ => "That did not work. Please try again.",
    }
}
