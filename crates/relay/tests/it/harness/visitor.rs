//! A visitor: a session, a socket, and the log as it is folded in a browser.

use super::transcript::line;
use super::{Answer, Client, Heard, PATIENCE, Wire};
use baton_protocol::fold::{Applied, Log};
use baton_protocol::{
    Away, ClientFrame, ClientId, ConversationId, Cursor, ErrorCode, Event, EventBody, FileId, FileRef, FormId,
    FormReply, FormValue, Hint, IdentityToken, Notice, OtherConversation, Outgoing, Postback, ServerFrame,
    SessionToken, Stage, Uploaded, UserDetails, VERSION,
};
use tokio::time::Instant;

/// A visitor with the chat open.
pub(crate) struct Visitor {
    pub(crate) client: Client,
    pub(crate) token: SessionToken,
    pub(crate) log: Log,
    /// What was refused: the client's id, the code, the words, and when to try again.
    pub(crate) refusals: Vec<(Option<ClientId>, ErrorCode, String, Option<u64>)>,
    pub(crate) hints: Vec<Hint>,
    /// What else they have, as it was told last.
    pub(crate) others: Vec<OtherConversation>,
    /// Up to where the desk has what they said.
    pub(crate) delivered: u64,
    /// Older events as they were told: those before which, and how many.
    pub(crate) earlier: Vec<(u64, usize)>,
    /// Beats heard.
    pub(crate) beats: u32,
    /// Every event as it came, those known already too.
    pub(crate) came: Vec<Event>,
    /// The code the socket was closed with.
    pub(crate) closed: Option<Option<u16>>,
    conversation: Option<ConversationId>,
    wire: Option<Wire>,
    /// What was sent since the page gave a token: a browser sends it again where that made the session another.
    since: Vec<ClientFrame>,
    /// How often the session's token has changed.
    pub(crate) rotated: u32,
    ids: u32,
    name: u32,
}

impl Visitor {
    /// Begins a session and opens the socket.
    pub(crate) async fn begin(client: Client) -> Self {
        let token = client.session().await;
        Self::resume(client, token).await
    }

    /// Opens the socket of a session that exists, knowing nothing of its log.
    pub(crate) async fn resume(client: Client, token: SessionToken) -> Self {
        static NAMES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let name = NAMES.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let client = client.with(&token);
        let mut visitor = Self {
            client,
            token,
            log: Log::default(),
            refusals: Vec::new(),
            hints: Vec::new(),
            others: Vec::new(),
            delivered: 0,
            earlier: Vec::new(),
            beats: 0,
            came: Vec::new(),
            closed: None,
            conversation: None,
            wire: None,
            since: Vec::new(),
            rotated: 0,
            ids: 0,
            name,
        };
        visitor.connect().await;
        visitor
    }

    /// A second tab of the same browser.
    pub(crate) async fn tab(&self) -> Self {
        Self::resume(self.client.clone(), self.token.clone()).await
    }

    /// The hello of this visitor with a cursor.
    pub(crate) fn hello(&self, cursor: Option<Cursor>) -> ClientFrame {
        ClientFrame::Hello { version: VERSION, session: self.token.clone(), cursor, locale: None, consent: None }
    }

    /// Opens the socket, from the cursor where there is one, and reads up to the head the welcome names.
    pub(crate) async fn connect(&mut self) {
        let mut wire = self.client.socket().await.expect("the socket opens");
        wire.send(&self.hello(self.log.cursor())).await;
        self.wire = Some(wire);
        self.closed = None;
        let begun = Instant::now();
        let head = loop {
            match self.next(begun).await {
                Some(ServerFrame::Welcome { head, .. }) => break head,
                Some(_) => {}
                None => panic!("no welcome\n{}", self.told()),
            }
        };
        self.until("the log up to its head", |visitor| visitor.log.head() >= head).await;
    }

    /// Reads what still comes until the socket ends: what the relay said before it died.
    pub(crate) async fn hears_out(&mut self) {
        while self.wire.is_some() && self.next(Instant::now()).await.is_some() {}
        self.wire = None;
    }

    /// Goes to another of their conversations, which the relay has listed.
    pub(crate) async fn opens(&mut self, conversation: &ConversationId) {
        self.send(&ClientFrame::Open { conversation: conversation.clone() }).await;
        self.comes_back().await;
        assert_eq!(self.conversation(), conversation);
    }

    /// Is told to come back, and does.
    pub(crate) async fn comes_back(&mut self) {
        self.until_closed().await;
        assert_eq!(self.log.cursor(), None, "told to begin anew");
        self.connect().await;
    }

    /// Closes the socket without a word, as a browser that is gone.
    pub(crate) fn vanish(&mut self) {
        self.wire = None;
    }

    /// The conversation.
    pub(crate) fn conversation(&self) -> &ConversationId {
        self.conversation.as_ref().expect("there was a welcome")
    }

    /// A fresh id.
    pub(crate) fn id(&mut self) -> ClientId {
        self.ids += 1;
        ClientId::new(format!("v{}-{}", self.name, self.ids))
    }

    pub(crate) async fn send(&mut self, frame: &ClientFrame) {
        match frame {
            ClientFrame::Context { token: Some(_), .. } => self.since.clear(),
            frame => self.since.push(frame.clone()),
        }
        self.wire.as_mut().expect("the socket is open").send(frame).await;
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.wire.as_mut().expect("the socket is open").send_text(text).await;
    }

    /// Sends a message without waiting for its event.
    pub(crate) async fn sends(&mut self, message: Outgoing) -> ClientId {
        let id = self.id();
        self.send(&ClientFrame::Send { id: id.clone(), message }).await;
        id
    }

    /// Says something and waits until it is acknowledged; the `seq` it got.
    pub(crate) async fn says(&mut self, text: &str) -> u64 {
        let id = self.sends(Outgoing { text: text.to_owned(), ..Outgoing::default() }).await;
        self.acknowledged(&id).await
    }

    /// The `seq` of the event that carries an id, once it is there.
    pub(crate) async fn acknowledged(&mut self, id: &ClientId) -> u64 {
        self.until(&format!("the event of {id}"), |visitor| visitor.seq_of(id).is_some()).await;
        self.seq_of(id).unwrap()
    }

    /// The `seq` of the event that carries an id.
    pub(crate) fn seq_of(&self, id: &ClientId) -> Option<u64> {
        self.log.lines().iter().find(|event| event.client.as_ref() == Some(id)).map(|event| event.seq)
    }

    /// Asks the bot and waits for its answer.
    pub(crate) async fn asks(&mut self, text: &str) -> String {
        let seq = self.says(text).await;
        self.answer_after(seq).await
    }

    /// What the bot said after a `seq`.
    pub(crate) async fn answer_after(&mut self, seq: u64) -> String {
        let find = |visitor: &Self| {
            let mut lines = visitor.log.lines().iter().filter(|event| event.seq > seq);
            lines.find_map(|event| line(event).strip_prefix("bot: ").map(str::to_owned))
        };
        self.until("an answer of the bot", |visitor| find(visitor).is_some()).await;
        find(self).unwrap()
    }

    /// Presses a button.
    pub(crate) async fn presses(&mut self, label: &str, payload: &str) -> u64 {
        let postback = Some(Postback { payload: payload.to_owned() });
        let id = self.sends(Outgoing { text: label.to_owned(), postback, ..Outgoing::default() }).await;
        self.acknowledged(&id).await
    }

    /// Asks for a person and waits until that is acknowledged.
    pub(crate) async fn wants_a_person(&mut self) -> u64 {
        let id = self.id();
        self.send(&ClientFrame::Handoff { id: id.clone(), skill: None, by_page: false }).await;
        self.acknowledged(&id).await
    }

    /// Asks for a person with a skill and waits until that is acknowledged.
    pub(crate) async fn wants_a_person_for(&mut self, skill: &str) -> u64 {
        let id = self.id();
        let skill = Some(skill.to_owned());
        self.send(&ClientFrame::Handoff { id: id.clone(), skill, by_page: false }).await;
        self.acknowledged(&id).await
    }

    /// Takes the request back.
    pub(crate) async fn cancels(&mut self) -> u64 {
        let id = self.id();
        self.send(&ClientFrame::Cancel { id: id.clone() }).await;
        self.acknowledged(&id).await
    }

    /// Asks for a person while nobody is there; what is said of it.
    pub(crate) async fn finds_nobody(&mut self) -> Away {
        let seq = self.wants_a_person().await;
        let said = self.log.lines().iter().find(|event| event.seq == seq).and_then(|event| event.body.known());
        match said {
            Some(EventBody::Notice(Notice::Away(away))) => away.clone(),
            other => panic!("somebody is there: {other:?}"),
        }
    }

    /// Asks for the form of a message to people who are not there.
    pub(crate) async fn wants_to_leave_a_message(&mut self) -> u64 {
        let id = self.id();
        self.send(&ClientFrame::LeaveMessage { id: id.clone() }).await;
        self.acknowledged(&id).await
    }

    /// Leaves a message with what else is filled in.
    pub(crate) async fn leaves(&mut self, text: &str, mut values: Vec<FormValue>) -> u64 {
        values.insert(0, FormValue::Message(text.to_owned()));
        let id = self.fills_in(values).await;
        self.acknowledged(&id).await
    }

    /// Ends the conversation with the agent.
    pub(crate) async fn ends(&mut self) -> u64 {
        let id = self.id();
        self.send(&ClientFrame::End { id: id.clone() }).await;
        self.acknowledged(&id).await
    }

    /// Takes the request back, or ends the conversation where an agent has it.
    pub(crate) async fn cancels_or_ends(&mut self) -> u64 {
        if self.log.stage().can_cancel() { self.cancels().await } else { self.ends().await }
    }

    /// Tells what the page knows. There is nothing to wait for: frames are taken in order.
    pub(crate) async fn tells(&mut self, user: UserDetails, page: Option<&str>) {
        self.send(&ClientFrame::Context { user, page: page.map(str::to_owned), token: None }).await;
    }

    /// Gives a signed token, as the page does at every connection.
    pub(crate) async fn identifies(&mut self, token: &str) {
        let token = Some(IdentityToken::new(token));
        self.send(&ClientFrame::Context { user: UserDetails::default(), page: None, token }).await;
    }

    /// Fills the form in that waits.
    pub(crate) async fn fills_in(&mut self, values: Vec<FormValue>) -> ClientId {
        self.until("a form", |visitor| visitor.log.form().is_some()).await;
        let form = self.log.form().unwrap().id.clone();
        self.answers(&form, values).await
    }

    /// Fills a form in, whether it waits or not.
    pub(crate) async fn answers(&mut self, form: &FormId, values: Vec<FormValue>) -> ClientId {
        let form = Some(FormReply { form: form.clone(), values });
        self.sends(Outgoing { form, ..Outgoing::default() }).await
    }

    /// Uploads a file, which must be taken.
    pub(crate) async fn uploads(&self, name: &str, bytes: &[u8]) -> FileRef {
        let answer = self.client.upload(name, bytes).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        answer.json::<Uploaded>().file
    }

    /// Sends files with a text, and waits until that is acknowledged.
    pub(crate) async fn shows(&mut self, text: &str, files: Vec<FileId>) -> u64 {
        let id = self.sends(Outgoing { text: text.to_owned(), files, ..Outgoing::default() }).await;
        self.acknowledged(&id).await
    }

    /// Fetches a file with the session.
    pub(crate) async fn fetches(&self, file: &FileId) -> Answer {
        self.client.get(&format!("/v1/files/{file}")).await
    }

    /// Waits until the conversation is at a stage.
    pub(crate) async fn until_stage(&mut self, stage: Stage) {
        self.until(&format!("stage {stage:?}"), |visitor| visitor.log.stage() == stage).await;
    }

    /// Waits for a line of the log; its event.
    pub(crate) async fn until_line(&mut self, wanted: &str) -> Event {
        self.until(&format!("the line {wanted:?}"), |visitor| visitor.find(wanted).is_some()).await;
        self.find(wanted).unwrap().clone()
    }

    /// The event of a line.
    pub(crate) fn find(&self, wanted: &str) -> Option<&Event> {
        self.log.lines().iter().find(|event| line(event) == wanted)
    }

    /// Waits for a refusal; the last one.
    pub(crate) async fn until_refused(&mut self) -> (Option<ClientId>, ErrorCode, String, Option<u64>) {
        let before = self.refusals.len();
        self.until("a refusal", |visitor| visitor.refusals.len() > before).await;
        self.refusals.last().unwrap().clone()
    }

    /// Waits until the socket is closed; its code.
    pub(crate) async fn until_closed(&mut self) -> Option<u16> {
        self.until("the end of the socket", |visitor| visitor.closed.is_some()).await;
        self.closed.unwrap()
    }

    /// Reads frames until a condition holds.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            let heard = self.next(begun).await;
            assert!(heard.is_some() || holds(self), "{what}: it did not come to that\n{}", self.told());
        }
    }

    async fn next(&mut self, begun: Instant) -> Option<ServerFrame> {
        let wire = self.wire.as_mut()?;
        let heard = tokio::time::timeout_at(begun + PATIENCE, wire.listen()).await.ok()?;
        let frame = match &heard {
            Heard::Frame(frame) => Some(frame.clone()),
            Heard::Closed(_) => None,
        };
        self.hears(heard);
        if let Some(ServerFrame::Session { .. }) = frame {
            self.comes_with_its_new_token().await;
        }
        frame
    }

    /// Comes back at once, and says again what the relay has not heard.
    async fn comes_with_its_new_token(&mut self) {
        let mut wire = self.client.socket().await.expect("the socket opens");
        wire.send(&self.hello(self.log.cursor())).await;
        for frame in &self.since {
            wire.send(frame).await;
        }
        self.wire = Some(wire);
    }

    /// Waits until the session has another token.
    pub(crate) async fn until_rotated(&mut self) {
        let before = self.rotated;
        self.until("a new token", |visitor| visitor.rotated > before).await;
        let before = self.conversation.take();
        self.until("a welcome", |visitor| visitor.conversation.is_some()).await;
        assert!(before.is_some());
    }

    /// Takes what was heard in; whether the socket lives.
    fn hears(&mut self, heard: Heard) -> bool {
        let frame = match heard {
            Heard::Frame(frame) => frame,
            Heard::Closed(code) => {
                self.closed = Some(code);
                self.wire = None;
                return false;
            }
        };
        match frame {
            ServerFrame::Welcome { conversation, generation, from, stage, others, delivered, .. } => {
                self.others = others;
                self.delivered = delivered;
                if self.log.cursor().is_none() {
                    self.log = Log::starting(generation, from, stage);
                }
                self.conversation = Some(conversation);
            }
            ServerFrame::Events(events) => {
                for event in events {
                    self.came.push(event.clone());
                    let seq = event.seq;
                    assert_ne!(self.log.apply(event), Applied::Gap, "a hole before {seq}\n{}", self.told());
                }
            }
            ServerFrame::Earlier { before, events } => {
                self.earlier.push((before, events.len()));
                self.log.earlier(events);
            }
            ServerFrame::Reload {} => self.log = Log::default(),
            ServerFrame::Refused { id, code, message, retry_after_ms } => {
                self.refusals.push((id, code, message, retry_after_ms));
            }
            ServerFrame::Hint(Hint::Others(others)) => self.others = others,
            ServerFrame::Hint(Hint::Delivered { seq }) => self.delivered = seq,
            ServerFrame::Hint(hint) => self.hints.push(hint),
            ServerFrame::Beat {} => self.beats += 1,
            ServerFrame::Session { session, moved } => {
                self.client = self.client.with(&session);
                self.token = session;
                self.rotated += 1;
                if moved {
                    self.log = Log::default();
                }
            }
            _ => {}
        }
        true
    }

    /// The log, line by line, as a person reads it.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.log.lines().iter().map(line).collect()
    }

    /// The lines that agents or the desk said.
    pub(crate) fn agents_lines(&self) -> Vec<String> {
        let said = self.log.lines().iter().filter(|event| matches!(event.body.known(), Some(EventBody::Agent(_))));
        said.map(line).collect()
    }

    /// Asserts that the log ends with these lines.
    pub(crate) fn assert_ends(&self, lines: &[&str]) {
        let all = self.lines();
        let tail: Vec<&str> = all.iter().skip(all.len().saturating_sub(lines.len())).map(String::as_str).collect();
        assert_eq!(tail, lines, "{}", self.told());
    }

    /// What the visitor has seen, for a failure.
    pub(crate) fn told(&self) -> String {
        let mut told = format!("the visitor, stage {:?}, has seen:\n", self.log.stage());
        for event in self.log.lines() {
            told.push_str(&format!("  {:>3} {}\n", event.seq, line(event)));
        }
        for (id, code, message, _) in &self.refusals {
            told.push_str(&format!("  refused {id:?}: {code:?} {message}\n"));
        }
        if let Some(code) = self.closed {
            told.push_str(&format!("  closed {code:?}\n"));
        }
        told
    }
}
