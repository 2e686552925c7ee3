//! The app itself.

use crate::account::demo;
use crate::answer::{Answer, Refusal};
use crate::operation::Call;
use crate::state::State;
use serde_json::json;

pub(crate) fn get(state: &mut State, _: &Call) -> Result<Answer, Refusal> {
    let several = state.switches.multi_conversation;
    Ok(Answer::ok(json!({ "app": {
        "id": state.app_id,
        "displayName": "Baton demo",
        "subdomain": demo::SUBDOMAIN,
        "settings": {
            "appLocalizationEnabled": true,
            "echoPostback": false,
            "maskCreditCardNumbers": false,
            "multiConvoEnabled": several,
            "endSessionEnabled": several,
            "useAnimalNames": false,
        },
        "metadata": {},
    }})))
}
