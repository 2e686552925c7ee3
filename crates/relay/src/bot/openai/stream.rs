//! What the model answers, put together from the pieces it comes in.

use super::prompt::about;
use crate::bot::remote::{self, Events};
use crate::bot::{Action, BotError};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// Tools that one answer may use.
const CALLS: usize = 16;

/// An answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Answer {
    pub(super) text: String,
    pub(super) calls: Vec<ToolCall>,
    /// Tokens it took, what it was given included; none where the provider does not count.
    pub(super) tokens: Option<u64>,
    /// Why it ended, in the provider's word.
    finish: Option<String>,
}

/// A tool that is used.
#[derive(Clone, Debug, Default)]
pub(super) struct ToolCall {
    pub(super) id: String,
    pub(super) name: String,
    /// JSON, as the model wrote it.
    pub(super) arguments: String,
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Part>,
    usage: Option<Usage>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Part {
    /// A stream has `delta`, a whole answer `message`.
    #[serde(alias = "message")]
    delta: Option<Delta>,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Delta {
    content: Option<String>,
    /// What a model says that does not want to answer.
    refusal: Option<String>,
    tool_calls: Option<Vec<CallPart>>,
}

#[derive(Deserialize)]
struct CallPart {
    index: Option<usize>,
    id: Option<String>,
    function: Option<FunctionPart>,
}

#[derive(Deserialize)]
struct FunctionPart {
    name: Option<String>,
    arguments: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    total_tokens: Option<u64>,
}

/// Listens to a stream to its end. One that breaks off is no answer.
pub(super) async fn listen(mut events: Events, actions: &mpsc::Sender<Action>) -> Result<Answer, BotError> {
    let mut answer = Answer::default();
    while let Some(data) = events.next().await? {
        if data.trim() == "[DONE]" {
            return Ok(answer);
        }
        let said = answer.add(remote::json(data.as_bytes())?)?;
        if !said.is_empty() {
            let _ = actions.send(Action::Stream(said)).await;
        }
    }
    // Some servers leave the last line out, and say all the same that the answer has come to its end.
    if answer.finish.is_some() { Ok(answer) } else { Err(BotError::Unavailable("its stream broke off".to_owned())) }
}

/// Reads an answer of a server that does not stream.
pub(super) fn whole(bytes: &[u8]) -> Result<Answer, BotError> {
    let mut answer = Answer::default();
    answer.add(remote::json(bytes)?)?;
    Ok(answer)
}

impl Answer {
    /// What stands for an answer that the provider keeps back.
    pub(super) fn filtered() -> Self {
        Self { finish: Some("content_filter".to_owned()), ..Self::default() }
    }

    pub(super) fn is_filtered(&self) -> bool {
        self.finish.as_deref() == Some("content_filter")
    }

    /// Whether it was longer than an answer may be.
    pub(super) fn is_cut_off(&self) -> bool {
        self.finish.as_deref() == Some("length")
    }

    /// About how many tokens it has.
    pub(super) fn guess(&self) -> u64 {
        let arguments: usize = self.calls.iter().map(|call| call.arguments.len()).sum();
        about(self.text.len() + arguments)
    }

    /// The answer as a line of the conversation.
    pub(super) fn message(&self) -> Value {
        let calls = self.calls.iter().map(|call| {
            json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": call.arguments } })
        });
        json!({ "role": "assistant", "content": self.text, "tool_calls": calls.collect::<Vec<_>>() })
    }

    /// Adds a piece; the text that was new in it.
    fn add(&mut self, chunk: Chunk) -> Result<String, BotError> {
        if chunk.error.is_some() {
            return Err(BotError::Unavailable("it reports an error in its answer".to_owned()));
        }
        if let Some(tokens) = chunk.usage.and_then(|usage| usage.total_tokens) {
            self.tokens = Some(tokens);
        }
        let mut new = String::new();
        // One answer is asked for, so there is one.
        let Some(part) = chunk.choices.into_iter().next() else { return Ok(new) };
        if part.finish_reason.is_some() {
            self.finish = part.finish_reason;
        }
        if let Some(delta) = part.delta {
            for (place, part) in delta.tool_calls.into_iter().flatten().enumerate() {
                self.add_call(place, part)?;
            }
            new.push_str(delta.content.as_deref().unwrap_or_default());
            new.push_str(delta.refusal.as_deref().unwrap_or_default());
        }
        self.text.push_str(&new);
        Ok(new)
    }

    fn add_call(&mut self, place: usize, part: CallPart) -> Result<(), BotError> {
        let index = part.index.unwrap_or(place);
        if index >= CALLS {
            return Err(BotError::Nonsense(format!("more than {CALLS} tools in one answer")));
        }
        if self.calls.len() <= index {
            self.calls.resize_with(index + 1, ToolCall::default);
        }
        let Some(call) = self.calls.get_mut(index) else { return Ok(()) };
        if let Some(id) = part.id {
            call.id = id;
        }
        if let Some(function) = part.function {
            call.name.push_str(function.name.as_deref().unwrap_or_default());
            call.arguments.push_str(function.arguments.as_deref().unwrap_or_default());
        }
        Ok(())
    }
}
