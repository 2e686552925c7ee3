use baton_protocol::{ClientFrame, ClientId, FileId, FormId, FormReply, FormValue, Outgoing, Postback, limits};

/// The longest message a visitor may write fits in a frame, whatever it is written in: a limit on characters that the
/// limit on bytes contradicts would refuse a message for a reason nobody could name.
#[test]
fn the_longest_message_fits_in_a_frame() {
    // A character outside the basic plane is four bytes; a quotation mark is two, as `\"`.
    for filler in ["🦀", "\"", "漢"] {
        let fill = |characters: usize| filler.repeat(characters);
        let frame = ClientFrame::Send {
            id: ClientId::new("x".repeat(limits::CLIENT_ID_CHARS)),
            message: Outgoing {
                text: fill(limits::TEXT_CHARS),
                files: vec![FileId::new("0198c6f1-7b1e-7000-8000-0123456789ab"); limits::FILES_PER_MESSAGE],
                postback: Some(Postback { payload: fill(limits::PAYLOAD_CHARS) }),
                form: Some(FormReply {
                    form: FormId::new("0198c6f1-7b1e-7000-8000-0123456789ab"),
                    values: vec![
                        FormValue::Name(fill(limits::NAME_CHARS)),
                        FormValue::Email(fill(limits::EMAIL_CHARS)),
                    ],
                }),
            },
        };
        let bytes = serde_json::to_string(&frame).unwrap().len();
        assert!(bytes <= limits::FRAME_BYTES, "{filler}: {bytes}");
    }
}

/// A client that waits for two beats forgives the loss of one.
#[test]
fn silence_is_longer_than_two_beats() {
    const { assert!(limits::SILENCE_MS > 2 * limits::BEAT_EVERY_MS) }
}
