//! Bots that run elsewhere.

use super::settings::settings;
use super::word::words;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::PathBuf;
use url::Url;

settings! {
    /// The bot `http`: a service of your own that speaks Baton's own words. `docs/bots.md` says which.
    pub struct HttpBot {
        /// The address that turns are posted to. `https`, but for a loopback address. Required.
        url: Option<Url> = None,
        /// What requests are signed with: 16 characters or more. While one is being replaced, both: a request then carries a
        /// signature by each. Required.
        secrets: Vec<SecretString> = Vec::new(),
        /// Seconds the bot may take for a whole turn, from 1 to 40.
        timeout_seconds: u64 = 30,
        /// Whether the bot is told when a person takes over, when it has the conversation again, and what visitors thought of
        /// its answers.
        news: bool = true,
    }
}

settings! {
    /// The bot `openai`: a language model behind any address that speaks OpenAI's chat completions.
    pub struct OpenAi {
        /// The address below which `chat/completions` is. `https`, but for a loopback address. Required.
        base_url: Option<Url> = None,
        /// The key. It never leaves the relay. A server on this machine may need none.
        api_key: Option<SecretString> = None,
        /// The model. Required.
        model: String = String::new(),
        /// A file with what the model is told of its task, before every conversation.
        prompt: Option<PathBuf> = None,
        /// Whether the items of `knowledge.folder` that fit a question go with it, and are shown as sources below the answer.
        knowledge: bool = true,
        /// The variables that the model may set, such as `order_number`. What it sets is what a visitor said: never proof of
        /// anything.
        variables: Vec<String> = Vec::new(),
        /// Tokens that one conversation may use up, the model's answers and what it was given counted together. After that
        /// the items answer alone.
        conversation_tokens: u64 = 200_000,
        /// Questions of one conversation that the model may answer.
        conversation_turns: u64 = 100,
        /// Lines of the conversation so far that go with a question.
        history: u32 = 20,
        /// Tokens of one answer.
        answer_tokens: u32 = 1_000,
        /// How freely it answers, from 0 to 2; the model's own where unset.
        temperature: Option<f64> = None,
        /// Seconds the model may take for a whole turn, from 1 to 40.
        timeout_seconds: u64 = 40,
    }
}

settings! {
    /// The bot `rasa`: a Rasa assistant, by its REST channel.
    pub struct Rasa {
        /// The address of the server; `webhooks/rest/webhook` is added. `https`, but for a loopback address. Required.
        url: Option<Url> = None,
        /// What is sent as `Authorization: Bearer`, where something in front of Rasa asks for it.
        token: Option<SecretString> = None,
        /// The word by which the assistant calls for a person: a key or type of a custom payload, or the payload of a button.
        handoff: String = "human_handoff".to_owned(),
        /// An intent that the assistant is sent when a person takes over, such as `human_took_over`. What it answers to that
        /// is not shown.
        taken_over_intent: Option<String> = None,
        /// An intent that it is sent when it has the conversation again.
        returned_intent: Option<String> = None,
        /// Seconds the assistant may take for a whole turn, from 1 to 40.
        timeout_seconds: u64 = 30,
    }
}

settings! {
    /// The bot `watsonx`: an IBM watsonx Assistant, by its API v2.
    pub struct Watsonx {
        /// The address of the service, as IBM shows it at the assistant's API details. `https`, but for a loopback address.
        /// Required.
        url: Option<Url> = None,
        /// The id of the assistant; or the id of its environment, where `environment_id` is not set. Required.
        assistant_id: String = String::new(),
        /// The id of the environment.
        environment_id: Option<String> = None,
        /// The API key. Required.
        api_key: Option<SecretString> = None,
        /// How it is shown: `iam` trades it for a token at `iam_url`, `basic` sends it with every request.
        auth: WatsonxAuth = WatsonxAuth::Iam,
        /// Where IBM's identity service gives tokens.
        iam_url: Url = default_iam_url(),
        /// The version of the API that is spoken, as a day.
        version: String = "2024-08-25".to_owned(),
        /// Minutes without a word after which a session has ended, as the plan has it.
        session_minutes: u64 = 5,
        /// Which skill of this site is meant by a department or group that the assistant names in `transfer_info`. One that
        /// has the name of a skill needs no entry.
        skills: BTreeMap<String, String> = BTreeMap::new(),
        /// The variables of the assistant that the conversation keeps.
        variables: Vec<String> = Vec::new(),
        /// Seconds the assistant may take for a whole turn, from 1 to 40.
        timeout_seconds: u64 = 30,
    }
}

words! {
    /// How a watsonx Assistant is shown the key.
    pub enum WatsonxAuth {
        /// As a token of IBM's identity service.
        Iam = "iam",
        /// As it is, by HTTP's Basic authentication.
        Basic = "basic",
    }
}

fn default_iam_url() -> Url {
    #[expect(clippy::unwrap_used, reason = "a literal")]
    Url::parse("https://iam.cloud.ibm.com/identity/token").unwrap()
}
