//! Every text the widget says by itself. English lives inside; other languages will come as data.

mod english;
mod errors;

pub use errors::error;

/// A text. `{name}` in it stands for what [`Text::with`] puts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// The header while a person is awaited.
    WaitingTitle,
    /// The line below an agent's name.
    AgentSubtitle,
    /// The menu's button.
    Menu,
    /// Asks for a person.
    AskPerson,
    /// Ends the conversation with the agent.
    EndChat,
    /// Asks whether to end it.
    EndSure,
    /// Does not end it.
    EndNot,
    /// Downloads what is kept of the visitor.
    Export,
    /// Deletes it.
    Erase,
    /// Asks whether to delete it.
    EraseSure,
    /// The log's name.
    Log,
    /// Before each message of the visitor, for those who listen.
    YouSaid,
    /// Before each message of someone else.
    SomeoneSaid,
    /// The bot, where it has no name.
    Assistant,
    /// The desk's automatic messages.
    Desk,
    /// The bot works.
    Thinking,
    /// More rows above.
    Earlier,
    /// New rows below: one of the forms for a number, see [`Text::count`].
    Newer,
    /// The way to the newest row.
    Newest,
    /// A message goes.
    Sending,
    /// A message waits for a connection.
    SendingLater,
    /// A message is kept.
    Sent,
    /// A message failed.
    NotSent,
    /// Try again.
    Retry,
    /// Give a message up.
    Discard,
    /// The desk did not get it.
    Undelivered,
    /// The visitor has to say who they are first.
    Details,
    /// The request for a person is being made.
    Requested,
    /// The desk has it.
    Queued,
    /// It takes long.
    Slow,
    /// Take the request back.
    Cancel,
    /// Go on waiting.
    KeepWaiting,
    /// Back to the bot.
    BackToBot,
    /// Leave a message.
    LeaveMessage,
    /// Another conversation of the visitor; `{name}` is who spoke there last, and what they said.
    OtherChat,
    /// The same, where that is unread.
    OtherNew,
    /// Go there.
    OtherOpen,
    /// What is unsent keeps the visitor here.
    SendFirst,
    /// Stops the bot.
    Stop,
    /// Asks whether it was of help.
    Helpful,
    /// It was.
    HelpfulYes,
    /// It was not.
    HelpfulNo,
    /// Cards, side by side.
    Cards,
    /// The picture of a card.
    CardPicture,
    /// Above what could be meant.
    Hopes,
    /// In a list of which one is to be chosen.
    Choose,
    /// Nobody is there, where the site has no words for it.
    Away,
    /// When people come next.
    AwayUntil,
    /// The lead of the form for a message.
    MessageLead,
    /// A form's field.
    Message,
    /// Answer by e-mail, to the address in the form.
    AnswerByEmail,
    /// Answer by e-mail, to a known address.
    AnswerByEmailTo,
    /// Send a message that is left.
    MessageSend,
    /// The message is with its people.
    MessageLeft,
    /// The same, with the answer by e-mail.
    MessageLeftEmail,
    /// The number a message has.
    MessageNumber,
    /// Stage line: the visitor asked.
    LineAsked,
    /// Stage line: the bot or the page asked, mostly because the visitor did.
    LinePassed,
    /// Stage line: taken back.
    LineCancelled,
    /// Stage line: nobody to be had.
    LineFailed,
    /// An agent is there.
    LineJoined,
    /// The agent ended it.
    LineEnded,
    /// The visitor ended it.
    LineEndedByYou,
    /// It goes on by e-mail.
    LineEmail,
    /// Solved, and writing goes on with the same people.
    LineSolved,
    /// Solved, and writing begins anew.
    LineEndedSolved,
    /// No network.
    Offline,
    /// Coming back.
    Reconnecting,
    /// Back again.
    Back,
    /// Cannot go on.
    Over,
    /// The way out of a chat that cannot go on.
    Fallback,
    /// Where nothing can be kept.
    NotKept,
    /// A picture.
    Picture,
    /// A picture on its way.
    PictureLoading,
    /// A picture or file that cannot be fetched.
    FileFailed,
    /// Before a file's name, for those who listen: what pressing it does.
    Download,
    /// Play a sound or a film.
    Play,
    /// Close what is open.
    Close,
    /// Take a file out of the tray.
    Remove,
    /// An upload stopped halfway.
    Interrupted,
    /// A message waits for its files.
    WaitsForFiles,
    /// The tray's name.
    Tray,
    /// The form's lead.
    FormLead,
    /// A form's field.
    Name,
    /// A form's field.
    Email,
    /// Behind a field that may stay empty.
    Optional,
    /// Send a form.
    FormSend,
    /// Leave a form out.
    FormSkip,
    /// A field that must be filled in.
    FieldMissing,
    /// An address that is none.
    EmailInvalid,
    /// A value that is too long.
    FieldTooLong,
    /// A form left out.
    FormSkipped,
    /// The lead of the form that asks how it was.
    RatingLead,
    /// A rating; `{name}` is its number.
    RatingOf,
    /// No rating is chosen.
    RatingMissing,
    /// A form's field.
    Comment,
    /// Send a rating.
    RatingSend,
}

impl Text {
    /// The text.
    pub fn say(self) -> &'static str {
        english::text(self)
    }

    /// The text for a number of things: the form that the language has for it, of those that stand in the text side by side
    /// with a `|` between them, in the order zero, one, two, few, many, other, as far as the language has them.
    pub fn count(self, number: usize) -> String {
        let (form, number) = plural(number);
        let text = self.say();
        replaced(text.split('|').nth(form).unwrap_or(text), &number)
    }

    /// The text with `{name}` in it replaced.
    pub fn with(self, name: &str) -> String {
        replaced(self.say(), name)
    }
}

fn replaced(text: &str, name: &str) -> String {
    // By hand: a search for a text of any length is a kilobyte of its own.
    let parts = text.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.1)));
    parts.map_or_else(|| text.to_owned(), |(before, after)| [before, name, after].concat())
}

/// The place of a number's form among those of the language, and the number as the language writes it.
#[cfg(target_arch = "wasm32")]
fn plural(number: usize) -> (usize, String) {
    use crate::host::boot;
    let number = f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    (usize::from(boot::plural(number)), boot::number(number))
}

/// English, where there is no browser to ask.
#[cfg(not(target_arch = "wasm32"))]
fn plural(number: usize) -> (usize, String) {
    (usize::from(number != 1), number.to_string())
}
