//! Files on their way into a comment.

use serde::Deserialize;

use super::{File, Support};
use crate::conversations::Upload;
use crate::error::{Error, Problems};
use crate::http::Call;
use crate::ids::UploadToken;
use crate::limits::UPLOAD_MAX;

/// A file the vendor has taken.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Uploaded {
    /// What a comment names it by, within an hour.
    pub token: UploadToken,
    /// The file.
    pub attachment: File,
}

#[derive(Deserialize)]
struct One {
    upload: Uploaded,
}

impl Support {
    /// Uploads a file for a comment. Until a comment takes it, anybody signed in at the account could open its address.
    /// Uploading again after an unknown outcome leaves at worst an unused file behind.
    pub async fn upload_file(&self, file: Upload) -> Result<Uploaded, Error> {
        if file.length > UPLOAD_MAX {
            let detail = format!("a file of {} bytes, at most {UPLOAD_MAX} are taken", file.length);
            return Err(Error::TooLarge(Problems::ours(detail)));
        }
        let mut url = self.url(&["uploads"])?;
        url.query_pairs_mut().append_pair("filename", &file.name);
        Ok(self.endpoint.ask::<One>(Call::upload_raw("UploadFiles", url, file)).await?.upload)
    }
}
