use serde::Deserialize;

use super::Conversations;
use crate::error::Error;
use crate::http::Call;
use crate::users::{NewUser, User, UserChange, UserRef};

#[derive(Deserialize)]
struct One {
    user: User,
}

impl Conversations {
    /// Makes a user. One with the same external id is a [`Error::Conflict`], and so the call can be repeated: after
    /// that, or after an unknown outcome, [`get_user`](Self::get_user) by external id finds it.
    pub async fn create_user(&self, user: &NewUser) -> Result<User, Error> {
        let call = Call::post("CreateUser", self.url(&["users"])?, user)?;
        Ok(self.endpoint.ask::<One>(call).await?.user)
    }

    /// A user, by the vendor's id or by ours.
    pub async fn get_user(&self, user: &UserRef) -> Result<User, Error> {
        let url = self.url(&["users", user.as_str()])?;
        Ok(self.endpoint.ask::<One>(Call::get("GetUser", url)).await?.user)
    }

    /// Changes a user's profile or metadata.
    pub async fn update_user(&self, user: &UserRef, change: &UserChange) -> Result<User, Error> {
        let url = self.url(&["users", user.as_str()])?;
        Ok(self.endpoint.ask::<One>(Call::patch("UpdateUser", url, change)?).await?.user)
    }

    /// Clears name, e-mail address, picture and metadata. The user and the conversations stay.
    pub async fn delete_user_personal_information(&self, user: &UserRef) -> Result<User, Error> {
        let url = self.url(&["users", user.as_str(), "personalinformation"])?;
        Ok(self.endpoint.ask::<One>(Call::delete("DeleteUserPersonalInformation", url)).await?.user)
    }
}
