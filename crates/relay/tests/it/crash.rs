//! `kill -9` at named points, with work unsent: nothing acknowledged is lost, nothing is said twice.

use crate::harness::{Process, Visitor, Zendesk, line, until_or};
use baton_emulator::{ConversationView, FaultKind, FaultRule, Reply};
use baton_protocol::{ClientFrame, ClientId, EventBody, Outgoing, Stage};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Where the relay is killed; after the colon, the how manieth time it comes by. Every second one is in a handoff, whose
/// steps it goes through one by one.
const POINTS: [&str; 20] = [
    "visitor_before_commit:1",
    "handoff_before_record:1",
    "visitor_after_commit:2",
    "handoff_before_record:2",
    "bot_before_commit:1",
    "handoff_after_record:2",
    "bot_after_commit:1",
    "handoff_before_record:3",
    "send_before_record:1",
    "handoff_before_record:4",
    "send_after_record:1",
    "handoff_after_record:4",
    "send_before_record:2",
    "handoff_before_record:5",
    "send_after_record:3",
    "handoff_before_record:6",
    "webhook_before_commit:1",
    "handoff_after_record:6",
    "webhook_after_commit:2",
    "handoff_before_record:7",
];

/// Which answers to posts are lost in each round, by how many came before it.
const LOST: [u32; 2] = [0, 3];

/// One visitor with everything said and everything that must be heard.
struct Talk {
    visitor: Visitor,
    name: String,
    said: Vec<(ClientId, Outgoing)>,
    /// What the agent said, which ends with its number.
    heard: Vec<String>,
    count: usize,
}

impl Talk {
    async fn begin(relay: &Process, name: &str) -> Self {
        let visitor = relay.visitor().await;
        Self { visitor, name: name.to_owned(), said: Vec::new(), heard: Vec::new(), count: 0 }
    }

    async fn handed_over(relay: &Process, name: &str) -> Self {
        let mut talk = Self::begin(relay, name).await;
        talk.visitor.asks("Where is my parcel?").await;
        talk.visitor.wants_a_person().await;
        talk.visitor.until_stage(Stage::Queued).await;
        talk
    }

    /// Says the next numbered thing and does not wait.
    async fn say(&mut self) {
        self.count += 1;
        let message = Outgoing { text: format!("{} says {}", self.name, self.count), ..Outgoing::default() };
        let id = self.visitor.sends(message.clone()).await;
        self.said.push((id, message));
    }

    /// An agent says the next numbered thing.
    fn reply(&mut self, relay: &Process) {
        let remote = self.remote(&relay.zendesk);
        let ticket = relay.zendesk.control.ticket_of(&remote.id).expect("there is a ticket").id;
        let text = format!("agent to {} {}", self.name, self.heard.len() + 1);
        relay.zendesk.control.reply(ticket, Reply::text(text.clone())).unwrap();
        self.heard.push(text);
    }

    fn remote(&self, zendesk: &Zendesk) -> ConversationView {
        zendesk.conversation_of(self.visitor.conversation()).expect("Zendesk has the conversation")
    }

    /// Comes back after the relay did and repeats what was not acknowledged, under the same ids.
    async fn come_back(&mut self) {
        self.visitor.connect().await;
        for (id, message) in self.said.clone() {
            if self.visitor.seq_of(&id).is_none() {
                self.visitor.send(&ClientFrame::Send { id, message }).await;
            }
        }
        for (id, _) in &self.said {
            self.visitor.acknowledged(id).await;
        }
    }

    /// What was acknowledged so far, by its place.
    fn acknowledged(&self) -> HashMap<ClientId, u64> {
        self.said.iter().filter_map(|(id, _)| Some((id.clone(), self.visitor.seq_of(id)?))).collect()
    }

    fn texts(&self) -> Vec<String> {
        self.said.iter().map(|(_, message)| message.text.clone()).collect()
    }
}

/// How many of our own posts Zendesk has more than once, by the id they carry.
fn doubled(view: &ConversationView) -> usize {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for message in &view.messages {
        if let Some(id) = message.metadata_text("baton.id") {
            *seen.entry(id).or_default() += 1;
        }
    }
    seen.values().filter(|count| **count > 1).count()
}

/// Waits until everything said is at Zendesk and everything replied is in the log, then holds both against each other.
/// What Zendesk has more than once is counted.
async fn whole(relay: &Process, talk: &mut Talk) -> usize {
    let texts = talk.texts();
    let zendesk = &relay.zendesk;
    let said_there = || -> Vec<String> {
        let lines = Zendesk::visitor_lines(&talk.remote(zendesk));
        lines.into_iter().filter(|line| line.starts_with(&talk.name)).collect()
    };
    let different = || said_there().into_iter().collect::<HashSet<_>>().len();
    let whole = || (different() >= texts.len()).then_some(());
    until_or("everything acknowledged reaches Zendesk", whole, || zendesk.told()).await;
    let mut told = HashSet::new();
    let firsts: Vec<String> = said_there().into_iter().filter(|line| told.insert(line.clone())).collect();
    assert_eq!(firsts, texts, "all of it and in order");

    let heard = talk.heard.len();
    talk.visitor.until("every reply of the agent", |visitor| replies(visitor).concat().len() >= heard).await;
    let runs = replies(&talk.visitor);
    // A reply that was fetched late stays behind what the visitor wrote meanwhile: the fold moves nothing across.
    for run in &runs {
        assert!(run.is_sorted(), "in order between two lines of the visitor: {run:?}\n{}", talk.visitor.told());
    }
    let mut all = runs.concat();
    all.sort_unstable();
    assert_eq!(all, (1..=heard).collect::<Vec<_>>(), "each reply once\n{}", talk.visitor.told());
    doubled(&talk.remote(zendesk))
}

/// The numbers of the agent's replies as the visitor sees them: a list for each stretch between two lines of their own.
fn replies(visitor: &Visitor) -> Vec<Vec<usize>> {
    let mut runs = vec![Vec::new()];
    for event in visitor.log.lines() {
        match event.body.known() {
            Some(EventBody::Visitor(_)) => runs.push(Vec::new()),
            Some(EventBody::Agent(_)) => {
                let said = line(event);
                let number = said.rsplit_once(' ').filter(|(words, _)| words.contains("agent to "));
                runs.last_mut().unwrap().extend(number.map(|(_, number)| number.parse::<usize>().unwrap()));
            }
            _ => {}
        }
    }
    runs
}

async fn assert_bot_answered(talk: &mut Talk) {
    let last = talk.acknowledged().into_values().max().unwrap_or(0);
    talk.visitor
        .until("the bot answers what was said last", |visitor| {
            let lines = visitor.log.lines().iter().filter(|event| event.seq > last);
            lines.into_iter().any(|event| matches!(event.body.known(), Some(EventBody::Bot(_))))
        })
        .await;
}

/// Lets Zendesk repeat what it could not deliver.
fn let_webhooks_come_again(relay: &Process) {
    for _ in 0..6 {
        relay.zendesk.control.advance(Duration::from_secs(120));
    }
}

/// What a round came to.
struct Round {
    /// Posts that Zendesk has more than once.
    duplicates: usize,
    /// How often an answer was lost before the kill.
    struck: usize,
}

/// Kills the relay at a point and starts it again with an environment.
async fn round(relay: &mut Process, number: usize, point: &str, environment: &[(&str, &str)]) -> Round {
    // Half of the rounds catch handoffs under way, the other half a conversation that is long with an agent.
    let handing_over = number % 2 == 1;
    relay.start(None, &[]).await;
    let mut first = Talk::handed_over(relay, &format!("Ada{number}")).await;
    let mut second = Talk::begin(relay, &format!("Ben{number}")).await;
    if handing_over {
        second.visitor.asks("Where is my parcel?").await;
    } else {
        second = Talk::handed_over(relay, &format!("Ben{number}")).await;
    }
    let mut third = Talk::begin(relay, &format!("Cyd{number}")).await;
    third.visitor.asks("Where is my parcel?").await;
    for talk in [&mut first, &mut second, &mut third] {
        talk.visitor.vanish();
    }
    relay.kill();

    relay.start(Some(point), &[]).await;
    for skip in LOST {
        relay.zendesk.control.add_fault(FaultRule::once(FaultKind::DropAnswer).on("PostMessage").after(skip));
    }
    for talk in [&mut first, &mut second, &mut third] {
        talk.visitor.connect().await;
    }
    if handing_over {
        let id = second.visitor.id();
        second.visitor.send(&ClientFrame::Handoff { id, skill: None, by_page: false }).await;
    }
    for _ in 0..5 {
        first.say().await;
        first.reply(relay);
        third.say().await;
        if handing_over {
            second.say().await;
        } else {
            second.reply(relay);
        }
    }
    relay.until_paused().await;
    relay.kill();
    for talk in [&mut first, &mut second, &mut third] {
        talk.visitor.hears_out().await;
    }
    let before: Vec<HashMap<ClientId, u64>> = [&first, &second, &third].map(|talk| talk.acknowledged()).into();
    let talks = [&first, &second, &third];
    let said: usize = talks.iter().map(|talk| talk.said.len()).sum();
    let acknowledged: usize = before.iter().map(HashMap::len).sum();
    let unsent: i64 = talks.iter().map(|talk| unsent(relay, talk)).sum();
    assert!(said >= 10, "round {number} at {point}: only {said} messages");
    assert!(
        unsent > 0 || acknowledged < said,
        "round {number} at {point}: nothing was unsent at the kill\n{}",
        relay.zendesk.told()
    );

    let struck = LOST.len() - relay.zendesk.control.faults().len();
    relay.zendesk.control.clear_faults();
    relay.start(None, environment).await;
    let_webhooks_come_again(relay);
    for talk in [&mut first, &mut second, &mut third] {
        talk.come_back().await;
    }
    for (talk, before) in [&first, &second, &third].into_iter().zip(before) {
        for (id, seq) in before {
            assert_eq!(talk.visitor.seq_of(&id), Some(seq), "an acknowledged message kept its place");
        }
    }
    if handing_over && second.visitor.log.stage() == Stage::Bot {
        // The request itself was not acknowledged: the visitor asks again.
        second.visitor.wants_a_person().await;
    }
    let mut duplicates = if handing_over { told(relay, &mut second).await } else { whole(relay, &mut second).await };
    duplicates += whole(relay, &mut first).await;
    assert_bot_answered(&mut third).await;
    for talk in [&mut first, &mut second, &mut third] {
        talk.visitor.vanish();
    }
    relay.kill();
    Round { duplicates, struck }
}

/// What of a talk waits at the relay: to be sent, to be handed over, to be answered by the bot.
fn unsent(relay: &Process, talk: &Talk) -> i64 {
    let waiting = "SELECT count(*) FROM work WHERE conversation = ?1 AND kind IN ('send', 'handoff', 'bot_turn')";
    relay.database().query_row(waiting, [talk.visitor.conversation().as_str()], |row| row.get(0)).unwrap()
}

/// What was said while the handoff was asked for is either in its summary or a message after it. What Zendesk has more
/// than once is counted.
async fn told(relay: &Process, talk: &mut Talk) -> usize {
    talk.visitor
        .until("somebody has been called", |visitor| matches!(visitor.log.stage(), Stage::Queued | Stage::Agent))
        .await;
    let zendesk = &relay.zendesk;
    let count = |text: &str| -> usize {
        let Some(view) = zendesk.conversation_of(talk.visitor.conversation()) else { return 0 };
        view.messages
            .iter()
            .filter_map(|message| message.text())
            .map(|words| words.matches(&format!("{text}\n")).count() + usize::from(words.ends_with(text)))
            .sum()
    };
    for text in talk.texts() {
        let told = || (count(&text) > 0).then_some(());
        until_or(&format!("the agent is told {text:?}"), told, || zendesk.told()).await;
    }
    let again: usize = talk.texts().iter().map(|text| count(text) - 1).sum();
    again.max(doubled(&talk.remote(zendesk)))
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_at_named_points_lose_nothing_and_double_nothing() {
    let mut relay = Process::new().await;
    let mut struck = 0;
    for (number, point) in POINTS.iter().enumerate() {
        let round = round(&mut relay, number, point, &[]).await;
        assert_eq!(round.duplicates, 0, "round {number} at {point}\n{}", relay.zendesk.told());
        struck += round.struck;
        println!("round {} of {}: killed at {point}, whole", number + 1, POINTS.len());
    }
    assert!(struck > 0, "no answer was ever lost");
    println!("{struck} answers were lost on the way");
    // A second copy that came after its round was judged is found here.
    let doubles: usize = relay.zendesk.control.ledger().iter().map(doubled).sum();
    assert_eq!(doubles, 0, "{}", relay.zendesk.told());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_matching_before_a_resend_the_same_rounds_make_duplicates() {
    let mut relay = Process::new().await;
    let sending = POINTS.iter().enumerate().filter(|(_, point)| point.starts_with("send_"));
    for (number, point) in sending {
        let round = round(&mut relay, number, point, &[("BATON_FAULT_NO_MATCH", "1")]).await;
        if round.duplicates > 0 {
            return;
        }
    }
    panic!("nothing was ever sent twice\n{}", relay.zendesk.told());
}
