//! What a request may say. Stricter than some: a misspelt parameter is found here.

use super::MODEL;
use axum::http::StatusCode;
use serde_json::Value;

/// Parameters of the vendor's that a client of a chat uses.
const PARAMETERS: [&str; 12] = [
    "model",
    "messages",
    "stream",
    "stream_options",
    "max_completion_tokens",
    "temperature",
    "tools",
    "tool_choice",
    "n",
    "stop",
    "user",
    "metadata",
];

type Wrong = (StatusCode, String, &'static str);

pub(super) fn body(body: &Value) -> Result<(), Wrong> {
    let bad = |message: String, code| Err((StatusCode::BAD_REQUEST, message, code));
    let Some(entries) = body.as_object() else { return bad("The body must be an object.".to_owned(), "invalid_type") };
    if let Some(name) = entries.keys().find(|name| !PARAMETERS.contains(&name.as_str())) {
        return bad(format!("Unknown parameter: '{name}'."), "unknown_parameter");
    }
    if body["model"] != MODEL {
        let message = "The model does not exist or you do not have access to it.".to_owned();
        return Err((StatusCode::NOT_FOUND, message, "model_not_found"));
    }
    if entries.contains_key("stream_options") && body["stream"] != true {
        return bad("'stream_options' is only allowed with 'stream'.".to_owned(), "invalid_value");
    }
    if entries.contains_key("tools") && !body["tools"].as_array().is_some_and(|tools| tools.iter().all(is_tool)) {
        return bad("Invalid 'tools'.".to_owned(), "invalid_value");
    }
    messages(body["messages"].as_array().map(Vec::as_slice).unwrap_or_default())
}

fn is_tool(tool: &Value) -> bool {
    tool["type"] == "function" && tool["function"]["name"].is_string() && tool["function"]["parameters"].is_object()
}

fn messages(messages: &[Value]) -> Result<(), Wrong> {
    let bad = |message: String| Err((StatusCode::BAD_REQUEST, message, "invalid_value"));
    if messages.is_empty() {
        return bad("Invalid 'messages': empty array.".to_owned());
    }
    let mut open: Vec<&str> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let role = message["role"].as_str().unwrap_or_default();
        if role != "tool" && !open.is_empty() {
            return bad(format!("messages[{index}]: tool calls before it were not answered."));
        }
        match role {
            "system" | "developer" | "user" if message["content"].is_string() => {}
            "assistant" => {
                let calls = message.get("tool_calls").and_then(Value::as_array);
                if calls.is_some_and(Vec::is_empty) {
                    return bad(format!("Invalid 'messages[{index}].tool_calls': empty array."));
                }
                open = calls.into_iter().flatten().filter_map(|call| call["id"].as_str()).collect();
            }
            "tool" => {
                let id = message["tool_call_id"].as_str().unwrap_or_default();
                let Some(place) = open.iter().position(|call| *call == id) else {
                    return bad(format!("messages[{index}]: there is no tool call '{id}'."));
                };
                open.remove(place);
            }
            _ => return bad(format!("Invalid 'messages[{index}]'.")),
        }
    }
    Ok(())
}
