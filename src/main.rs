//! Starts the chat in the document that loaded it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    baton_widget::start();
}
