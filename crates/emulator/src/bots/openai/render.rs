//! An answer as the vendor writes it.

use super::super::door::Form;
use super::MODEL;
use serde_json::{Value, json};

/// Bytes a token is taken to have.
const BYTES_OF_A_TOKEN: usize = 4;

/// What is said, whole or in the pieces of a stream.
pub(super) fn form(id: &str, request: &Value, says: &Value) -> Form {
    let text = says["text"].as_str().unwrap_or_default();
    let calls: Vec<Value> = says["tool_calls"].as_array().into_iter().flatten().enumerate().map(call).collect();
    let ends = if calls.is_empty() { "stop" } else { "tool_calls" };
    let finish = says["finish_reason"].as_str().unwrap_or(ends);
    let usage = usage(request, text, &calls);
    if request["stream"] == true {
        let with_usage = request.pointer("/stream_options/include_usage") == Some(&Value::Bool(true));
        return Form::Events(events(id, text, &calls, finish, with_usage.then_some(usage), says["ends"] != false));
    }
    let mut message = json!({ "role": "assistant", "content": text, "refusal": Value::Null });
    if let (false, Some(message)) = (calls.is_empty(), message.as_object_mut()) {
        message.insert("tool_calls".to_owned(), calls.into());
    }
    let choice = json!({ "index": 0, "message": message, "logprobs": Value::Null, "finish_reason": finish });
    Form::Json(json!({
        "id": id, "object": "chat.completion", "created": 1_700_000_000, "model": MODEL, "choices": [choice], "usage": usage,
    }))
}

fn events(id: &str, text: &str, calls: &[Value], finish: &str, usage: Option<Value>, ends: bool) -> Vec<String> {
    let chunk = |choices: Value, usage: Value| {
        json!({
            "id": id, "object": "chat.completion.chunk", "created": 1_700_000_000, "model": MODEL, "choices": choices,
            "usage": usage,
        })
        .to_string()
    };
    let delta = |delta: Value, finish: Value| {
        chunk(json!([{ "index": 0, "delta": delta, "logprobs": Value::Null, "finish_reason": finish }]), Value::Null)
    };
    let mut events = vec![delta(json!({ "role": "assistant", "content": "" }), Value::Null)];
    for word in text.split_inclusive(' ') {
        events.push(delta(json!({ "content": word }), Value::Null));
    }
    for (index, call) in calls.iter().enumerate() {
        let first = json!({ "name": call["function"]["name"], "arguments": "" });
        let first = json!([{ "index": index, "id": call["id"], "type": "function", "function": first }]);
        events.push(delta(json!({ "tool_calls": first }), Value::Null));
        let arguments: Vec<char> = call["function"]["arguments"].as_str().unwrap_or_default().chars().collect();
        for piece in arguments.chunks(7) {
            let piece: String = piece.iter().collect();
            let more = json!([{ "index": index, "function": { "arguments": piece } }]);
            events.push(delta(json!({ "tool_calls": more }), Value::Null));
        }
    }
    if !ends {
        return events;
    }
    events.push(delta(json!({}), finish.into()));
    events.extend(usage.map(|usage| chunk(json!([]), usage)));
    events.push("[DONE]".to_owned());
    events
}

/// A tool that is used; arguments that are no text are written as JSON.
fn call((index, call): (usize, &Value)) -> Value {
    let arguments = call["arguments"].as_str().map_or_else(|| call["arguments"].to_string(), str::to_owned);
    let function = json!({ "name": call["name"], "arguments": arguments });
    json!({ "id": format!("call_{index}"), "type": "function", "function": function })
}

fn usage(request: &Value, text: &str, calls: &[Value]) -> Value {
    let tokens = |bytes: usize| bytes.div_ceil(BYTES_OF_A_TOKEN);
    let calls: usize = calls.iter().map(|call| call.to_string().len()).sum();
    let (prompt, completion) = (tokens(request["messages"].to_string().len()), tokens(text.len() + calls));
    json!({ "prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion })
}
