//! What a person is told when something was refused.

use super::Text;
use baton_protocol::ErrorCode;

/// The text of an error code.
pub fn error(code: ErrorCode) -> &'static str {
    let text = match code {
        ErrorCode::BudgetSpent => Text::ErrorBudget,
        ErrorCode::TextTooLong => Text::ErrorTextTooLong,
        ErrorCode::TooManyFiles => Text::ErrorTooManyFiles,
        ErrorCode::FileTooLarge => Text::ErrorFileTooLarge,
        ErrorCode::FileTypeRefused => Text::ErrorFileType,
        ErrorCode::FileEmpty => Text::ErrorFileEmpty,
        ErrorCode::FileUnknown => Text::ErrorFileUnknown,
        ErrorCode::FileUnavailable => Text::ErrorFileUnavailable,
        ErrorCode::FormInvalid => Text::ErrorForm,
        ErrorCode::StageRefused => Text::ErrorStage,
        ErrorCode::IdentityRequired => Text::ErrorIdentity,
        ErrorCode::VersionUnsupported => Text::ErrorVersion,
        ErrorCode::SiteUnknown | ErrorCode::OriginRefused => Text::ErrorSite,
        ErrorCode::SessionUnknown => Text::ErrorSession,
        ErrorCode::MessageEmpty => Text::ErrorEmpty,
        ErrorCode::StoreUnavailable | ErrorCode::Internal | ErrorCode::GoingAway | ErrorCode::TooSlow => {
            Text::ErrorBusy
        }
        _ => Text::ErrorOther,
    };
    text.say()
}
