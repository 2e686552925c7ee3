//! With a roster that answers as it is told.

use super::*;
use crate::clock::ManualClock;
use tokio::sync::Semaphore;

type Answers = Vec<Result<Option<usize>, Error>>;

#[derive(Clone, Debug)]
struct Puppet {
    asked: Arc<Mutex<Vec<Option<GroupId>>>>,
    /// What comes next, in order; then nobody is online.
    answers: Arc<Mutex<Answers>>,
    gate: Arc<Semaphore>,
}

#[async_trait]
impl Roster for Puppet {
    async fn online(&self, group: Option<GroupId>) -> Result<Option<usize>, Error> {
        self.asked.lock().unwrap().push(group);
        self.gate.acquire().await.unwrap().forget();
        let mut answers = self.answers.lock().unwrap();
        if answers.is_empty() { Ok(Some(0)) } else { answers.remove(0) }
    }
}

struct Play {
    agents: Arc<Agents>,
    puppet: Puppet,
    pace: Arc<Pace>,
    clock: ManualClock,
}

impl Play {
    fn new(answers: Answers) -> Self {
        let puppet = Puppet {
            asked: Arc::default(),
            answers: Arc::new(Mutex::new(answers)),
            gate: Arc::new(Semaphore::new(1_000)),
        };
        let lead = Lead { id: "7".to_owned(), name: "Returns".to_owned() };
        let skills = BTreeMap::from([("returns".to_owned(), lead), ("lost".to_owned(), Lead::default())]);
        Self {
            agents: Arc::new(Agents::with(Some(Box::new(puppet.clone())), &skills)),
            puppet,
            pace: Arc::new(Pace::new(1)),
            clock: ManualClock::at(Moment(1_000_000)),
        }
    }

    async fn asks(&self, skill: Option<&str>) -> Availability {
        self.agents.available(skill, &self.pace, &self.clock).await
    }

    /// Somebody who asks beside the others.
    fn asker(&self) -> tokio::task::JoinHandle<Availability> {
        let (agents, pace, clock) = (Arc::clone(&self.agents), Arc::clone(&self.pace), self.clock.clone());
        tokio::spawn(async move { agents.available(None, &pace, &clock).await })
    }

    fn asked(&self) -> usize {
        self.puppet.asked.lock().unwrap().len()
    }

    async fn until_asked(&self) {
        while self.asked() == 0 {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn somebody_nobody_and_not_to_be_told() {
    let play = Play::new(vec![Ok(Some(2)), Ok(Some(0)), Ok(None)]);
    for expected in [Availability::Yes, Availability::No, Availability::Unknown] {
        assert_eq!(play.asks(None).await, expected);
        play.clock.advance(KEPT);
    }
}

#[tokio::test]
async fn an_answer_counts_for_twenty_seconds_of_our_clock_and_for_its_group() {
    let play = Play::new(vec![Ok(Some(1)), Ok(Some(0)), Ok(Some(0))]);
    assert_eq!(play.asks(None).await, Availability::Yes);
    play.clock.advance(Duration::from_millis(19_999));
    assert_eq!(play.asks(None).await, Availability::Yes);
    assert_eq!(play.asks(Some("returns")).await, Availability::No, "another group is another question");
    assert_eq!(play.asks(Some("lost")).await, Availability::Yes, "a skill without a group asks for anybody");
    play.clock.advance(Duration::from_millis(1));
    assert_eq!(play.asks(None).await, Availability::No);
    assert_eq!(*play.puppet.asked.lock().unwrap(), [None, Some(GroupId(7)), None]);
}

#[tokio::test]
async fn those_who_ask_at_once_share_one_call() {
    let play = Play::new(vec![Ok(Some(1))]);
    play.puppet.gate.acquire_many(1_000).await.unwrap().forget();
    let askers: Vec<_> = (0..20).map(|_| play.asker()).collect();
    play.until_asked().await;
    play.puppet.gate.add_permits(1_000);
    for asker in askers {
        assert_eq!(asker.await.unwrap(), Availability::Yes);
    }
    assert_eq!(play.asked(), 1);
}

#[tokio::test]
async fn an_answer_that_takes_two_seconds_is_unknown_and_not_asked_for_again_at_once() {
    let play = Play::new(vec![Ok(Some(1))]);
    play.puppet.gate.acquire_many(1_000).await.unwrap().forget();
    let asker = play.asker();
    play.until_asked().await;
    play.clock.advance(PATIENCE);
    assert_eq!(asker.await.unwrap(), Availability::Unknown);
    play.puppet.gate.add_permits(1_000);
    assert_eq!(play.asks(None).await, Availability::Unknown);
    assert_eq!(play.asked(), 1);
}

#[tokio::test]
async fn a_failure_is_unknown_and_too_many_stops_the_account() {
    let limited = Error::RateLimited { retry_after: Some(Duration::from_secs(60)) };
    let play = Play::new(vec![Err(limited), Ok(Some(1)), Ok(Some(1))]);
    assert_eq!(play.asks(None).await, Availability::Unknown);
    play.clock.advance(KEPT);
    assert_eq!(play.asks(None).await, Availability::Unknown, "the account is paused");
    assert_eq!(play.asked(), 1, "and nobody was asked");
    play.clock.advance(Duration::from_secs(100));
    assert_eq!(play.asks(None).await, Availability::Yes);
}

#[tokio::test]
async fn an_account_without_support_cannot_tell() {
    let agents = Agents::with(None, &BTreeMap::new());
    let availability = agents.available(None, &Pace::new(1), &ManualClock::at(Moment(0))).await;
    assert_eq!(availability, Availability::Unknown);
}
