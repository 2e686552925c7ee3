//! The texts, each with its English. A `{name}` in a text is replaced; one with a `|` has a form for each kind of number.
//! Their order is that of `locales/en.json`, from which other languages are made; `tests/it/texts.rs` holds the two together.

use super::texts;

texts! {
    /// The header while a person is awaited.
    WaitingTitle = "Finding someone for you",
    /// The line below an agent's name.
    AgentSubtitle = "Here to help",
    /// The menu's button.
    Menu = "More options",
    /// Asks for a person.
    AskPerson = "Talk to a person",
    /// Ends the conversation with the agent.
    EndChat = "End chat",
    /// Asks whether to end it.
    EndSure = "End the chat with this person? You can always write again.",
    /// Does not end it.
    EndNot = "Keep chatting",
    /// Begins a new conversation.
    NewChat = "Start a new chat",
    /// Asks for notifications of what is new.
    Notify = "Notify me of answers",
    /// Downloads what is kept of the visitor.
    Export = "Download my data",
    /// Deletes it.
    Erase = "Delete my data",
    /// Asks whether to delete it.
    EraseSure = "Delete this conversation and all that is kept of you here? It cannot be undone.",
    /// The log's name.
    Log = "Conversation",
    /// Before each message of the visitor, for those who listen.
    YouSaid = "You said:",
    /// Before each message of someone else.
    SomeoneSaid = "{name} said:",
    /// The bot, where it has no name.
    Assistant = "Assistant",
    /// The desk's automatic messages.
    Desk = "Support",
    /// The bot works.
    Thinking = "Writing an answer",
    /// More rows above.
    Earlier = "Show earlier messages",
    /// New rows below: a form for each kind of number, of which `boot.js` takes one.
    Newer = "{name} new message|{name} new messages",
    /// The way to the newest row.
    Newest = "Newest messages",
    /// A message goes.
    Sending = "Sending…",
    /// A message waits for a connection.
    SendingLater = "Sends when you’re back online",
    /// A message is kept.
    Sent = "Sent",
    /// The desk has a message.
    Delivered = "Delivered",
    /// A message failed.
    NotSent = "Not sent",
    /// Try again.
    Retry = "Try again",
    /// Give a message up.
    Discard = "Remove",
    /// The desk did not get it.
    Undelivered = "This message could not be passed on.",
    /// The visitor has to say who they are first.
    Details = "Tell us who you are, and we’ll find someone for you.",
    /// The request for a person is being made.
    Requested = "Looking for someone to help you…",
    /// The desk has it.
    Queued = "You’re in the queue. Someone will join you here; you can keep writing meanwhile.",
    /// It takes long.
    Slow = "This takes longer than usual.",
    /// Take the request back.
    Cancel = "Cancel",
    /// Go on waiting.
    KeepWaiting = "Keep waiting",
    /// Back to the bot.
    BackToBot = "Back to the assistant",
    /// Leave a message.
    LeaveMessage = "Leave a message",
    /// Another conversation of the visitor; `{name}` is who spoke there last, and what they said.
    OtherChat = "Other chat – {name}",
    /// The same, where that is unread.
    OtherNew = "New in your other chat – {name}",
    /// Go there.
    OtherOpen = "Open",
    /// What is unsent keeps the visitor here.
    SendFirst = "Something here is not sent yet. Send or remove it first.",
    /// Stops the bot.
    Stop = "Stop",
    /// Asks whether it was of help.
    Helpful = "Was this helpful?",
    /// It was.
    HelpfulYes = "Helpful",
    /// It was not.
    HelpfulNo = "Not helpful",
    /// Cards, side by side.
    Cards = "Cards",
    /// To the cards before.
    Previous = "Previous",
    /// To the cards after.
    Next = "Next",
    /// The picture of a card.
    CardPicture = "Open picture",
    /// Above what could be meant.
    Hopes = "Suggestions",
    /// In a list of which one is to be chosen.
    Choose = "Please choose",
    /// Nobody is there, where the site has no words for it.
    Away = "Nobody is here to chat just now.",
    /// When people come next.
    AwayUntil = "You can reach someone again from {name}.",
    /// The lead of the form for a message.
    MessageLead = "Leave us a message, and we’ll get back to you.",
    /// A form's field.
    Message = "Your message",
    /// Answer by e-mail, to the address in the form.
    AnswerByEmail = "Answer me by e-mail",
    /// Answer by e-mail, to a known address.
    AnswerByEmailTo = "Answer me by e-mail ({name})",
    /// Send a message that is left.
    MessageSend = "Send message",
    /// The message is with its people.
    MessageLeft = "Thank you, we have your message. The answer comes here; you can close this chat.",
    /// The same, with the answer by e-mail.
    MessageLeftEmail = "Thank you, we have your message. We’ll answer by e-mail.",
    /// The number a message has.
    MessageNumber = "Its number is {name}.",
    /// Stage line: the visitor asked.
    LineAsked = "You asked for a person.",
    /// Stage line: the bot or the page asked, mostly because the visitor did.
    LinePassed = "Passing you to a person.",
    /// Stage line: taken back.
    LineCancelled = "You’re back with the assistant.",
    /// Stage line: nobody to be had.
    LineFailed = "Nobody can be reached just now. You’re back with the assistant.",
    /// An agent is there.
    LineJoined = "{name} joined the chat.",
    /// The agent ended it.
    LineEnded = "This chat has ended. Write again any time, and the assistant will answer.",
    /// The visitor ended it.
    LineEndedByYou = "You ended the chat. Write again any time, and the assistant will answer.",
    /// It goes on by e-mail.
    LineEmail = "This conversation goes on by e-mail.",
    /// Solved, and writing goes on with the same people.
    LineSolved = "This was marked as solved. Write here if it is not.",
    /// Solved, and writing begins anew.
    LineEndedSolved = "This was solved, and the conversation has ended.",
    /// No network.
    Offline = "You’re offline. What you write is kept and sent later.",
    /// Coming back.
    Reconnecting = "Reconnecting…",
    /// Back again.
    Back = "You’re back online.",
    /// Cannot go on.
    Over = "The chat cannot go on:",
    /// The way out of a chat that cannot go on.
    Fallback = "You can reach us here instead.",
    /// Where nothing can be kept.
    NotKept = "Your browser keeps nothing for this chat, so it ends when you leave the page.",
    /// A picture.
    Picture = "Picture {name}, open it larger",
    /// A picture on its way.
    PictureLoading = "Loading picture…",
    /// A picture or file that cannot be fetched.
    FileFailed = "Could not be loaded. Tap to try again.",
    /// Before a file's name, for those who listen: what pressing it does.
    Download = "Download ",
    /// Play a sound or a film.
    Play = "Play {name}",
    /// Close what is open.
    Close = "Close",
    /// Take a file out of the tray.
    Remove = "Remove {name}",
    /// An upload stopped halfway.
    Interrupted = "The upload was interrupted.",
    /// A message waits for its files.
    WaitsForFiles = "Your message goes out as soon as its files are uploaded.",
    /// The tray's name.
    Tray = "Files to send",
    /// The form's lead.
    FormLead = "Before we connect you, please tell us who you are.",
    /// A form's field.
    Name = "Your name",
    /// A form's field.
    Email = "Your e-mail address",
    /// Behind a field that may stay empty.
    Optional = "(optional)",
    /// Send a form.
    FormSend = "Continue",
    /// Leave a form out.
    FormSkip = "Skip",
    /// A field that must be filled in.
    FieldMissing = "Please fill this in.",
    /// A box that must be ticked.
    AgreeMissing = "Please tick this box.",
    /// An address that is none.
    EmailInvalid = "Please enter an e-mail address such as name@example.com.",
    /// A value that is too long.
    FieldTooLong = "Please shorten this.",
    /// A form left out.
    FormSkipped = "Skipped",
    /// The lead of the form that asks how it was.
    RatingLead = "How did we do?",
    /// A rating; `{name}` is its number.
    RatingOf = "{name} of 5 stars",
    /// No rating is chosen.
    RatingMissing = "Please choose a number of stars.",
    /// A form's field.
    Comment = "Anything to add?",
    /// Send a rating.
    RatingSend = "Send",
    /// A budget is spent.
    ErrorBudget = "That was a lot at once. Please wait a moment and try again.",
    /// A message is too long.
    ErrorTextTooLong = "This message is too long. Please shorten it or send it in parts.",
    /// Too many files in one message.
    ErrorTooManyFiles = "One message can carry 10 files. Please send the rest with another.",
    /// A file is too large.
    ErrorFileTooLarge = "This file is too large.",
    /// A file's type is not taken.
    ErrorFileType = "Files of this type are not accepted here.",
    /// A file has no bytes.
    ErrorFileEmpty = "This file is empty.",
    /// A file is gone.
    ErrorFileUnknown = "This file is no longer available. Please attach it again.",
    /// A file cannot be had just now.
    ErrorFileUnavailable = "This file cannot be fetched just now. Please try again.",
    /// A form is not as it should be.
    ErrorForm = "Please check what you filled in.",
    /// The conversation has moved on.
    ErrorStage = "That is not possible at this point of the conversation.",
    /// Only for those who are signed in.
    ErrorIdentity = "Please sign in on this site first. Then we can find someone for you.",
    /// The page is too old.
    ErrorVersion = "Please reload the page to get the current version of this chat.",
    /// No chat for this page.
    ErrorSite = "This chat is not set up for this page.",
    /// The conversation is gone.
    ErrorSession = "This conversation is no longer available. Please write again.",
    /// A message says nothing.
    ErrorEmpty = "There was nothing in this message.",
    /// The relay cannot just now.
    ErrorBusy = "The service is busy. Please try again.",
    /// Any other error.
    ErrorOther = "That did not work. Please try again.",
    /// No sounds any more.
    Mute = "Mute sounds",
    /// Sounds again.
    Unmute = "Turn sounds on",
    /// Downloads the conversation as a text.
    Save = "Save this conversation",
    /// Prints it.
    Print = "Print this conversation",
    /// The menu of languages.
    Language = "Language",
    /// The visitor, in a text of the conversation.
    You = "You",
}
