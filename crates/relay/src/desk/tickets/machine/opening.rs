//! Making a ticket: for a handoff, and for a message whose ticket was closed underneath it.

use super::super::call::{Answer, Call, Next, Refusal, Reply};
use super::super::contents::{self, Contents};
use super::super::state::{Opening, Purpose, State, Step};
use super::{Learned, Machine, adopt, call, incoming, learned_upload, next_upload, setback, tokens};
use crate::clock::Moment;
use crate::desk::{Incoming, Job, Order, Then, What};
use baton_protocol::{Event, EventBody, StageReason};
use baton_zendesk::support::TicketChange;

impl Machine {
    pub(super) fn prepare_handoff(&self, state: &mut State, job: &Job, order: &Order) {
        let is_known = state.knows(&order.id);
        if state.settled.as_ref() == Some(&order.id) {
            return;
        }
        if !is_known {
            let after = state.sent_through;
            let purpose = Purpose::Handoff {
                id: order.id.clone(),
                after,
                through: order.seq.max(after),
                skill: order.skill.clone(),
                reason: order.reason.clone(),
            };
            let follows = state.ticket.filter(|_| was_closed(job));
            self.begin(state, purpose, follows);
            state.leaving = None;
            state.sending = None;
        }
        self.pass_over(state, job);
    }

    /// Begins a ticket.
    pub(super) fn begin(&self, state: &mut State, purpose: Purpose, follows: Option<u64>) {
        state.tickets += 1;
        state.uploads.clear();
        state.opening = Some(Opening {
            purpose,
            number: state.tickets,
            variant: 0,
            follows,
            groupless: false,
            plain: false,
            bare: false,
            renewed: false,
            step: Step::Person,
        });
    }

    /// Steps that have nothing to do are not taken.
    pub(super) fn pass_over(&self, state: &mut State, job: &Job) {
        let Some(mut opening) = state.opening.take() else { return };
        let contents = self.contents(&opening, job);
        let told = contents.person().map(|person| contents::fingerprint(&person));
        let files = contents.files().len();
        if matches!(opening.step, Step::Files | Step::Ticket) && told.is_some() && state.person.is_none() {
            opening.step = Step::Person;
        }
        if opening.step == Step::Person && (told.is_none() || (state.person.is_some() && state.told == told)) {
            opening.step = Step::Files;
        }
        if opening.step == Step::Ticket && state.uploads.len() < files {
            // They were up too long ago.
            opening.step = Step::Files;
        }
        if opening.step == Step::Files && state.uploads.len() >= files {
            opening.step = Step::Ticket;
        }
        state.opening = Some(opening);
    }

    fn contents<'a>(&'a self, opening: &'a Opening, job: &'a Job) -> Contents<'a> {
        Contents { settings: self.settings(), opening, job }
    }

    /// What the ticket under way takes next.
    pub(super) fn next_opening(&self, state: &State, job: &Job) -> Option<Next> {
        let opening = state.opening.as_ref()?;
        let contents = self.contents(opening, job);
        let next = match opening.step {
            Step::Person => call(Call::Person(contents.person()?)),
            Step::Files => next_upload(state, &contents.files())?,
            Step::Ticket if state.doubt && self.settings().match_before_resend => {
                call(Call::Find(contents.external_id()))
            }
            Step::Ticket => {
                let ticket = contents.ticket(state, tokens(state))?;
                call(Call::Create(Box::new(ticket), contents.key()))
            }
            Step::Note => {
                let ticket = state.ticket()?;
                let mark = contents.note_mark();
                if state.doubt && self.settings().match_before_resend {
                    return Some(call(Call::FindComment(ticket, mark)));
                }
                let change = TicketChange { metadata: contents::mark(&mark), ..TicketChange::comment(contents.note()) };
                call(Call::Comment(ticket, Box::new(change)))
            }
        };
        Some(next)
    }

    pub(super) fn learned_opening(&self, state: &mut State, job: &Job, reply: Reply) -> Learned {
        let Some(mut opening) = state.opening.take() else { return Learned::then(Then::Done) };
        let learned = self.learned_step(state, &mut opening, job, reply);
        match &learned.then {
            Then::Done | Then::Fail { .. } => {
                state.uploads.clear();
                state.doubt = false;
                if let Purpose::Handoff { id, through, .. } = opening.purpose {
                    state.settled = Some(id);
                    if learned.then == Then::Done {
                        state.sent_through = state.sent_through.max(through);
                    }
                }
            }
            _ => state.opening = Some(opening),
        }
        learned
    }

    fn learned_step(&self, state: &mut State, opening: &mut Opening, job: &Job, reply: Reply) -> Learned {
        if opening.step == Step::Files
            && let Some(then) = learned_upload(state, job, &reply)
        {
            return Learned::then(then);
        }
        if let Some(then) = setback(state, &reply) {
            return Learned::then(then);
        }
        let (refusal, detail) = match reply {
            Reply::Answered(answer) => return self.advance(state, opening, job, answer),
            Reply::Refused(refusal, detail) => (refusal, detail),
            _ => return Learned::go_on(),
        };
        if opening.step == Step::Note {
            tracing::warn!(conversation.id = %job.conversation, error = %detail, "the note for the agents was refused; they have what was said on the ticket");
            return Learned::then(Then::Done);
        }
        if self.mend(state, opening, job, refusal, &detail) {
            opening.variant += 1;
            return Learned::go_on();
        }
        Learned::then(Then::Fail { error: format!("Zendesk refuses the ticket: {detail}") })
    }

    /// Changes what was refused. `false` where nothing is left to change.
    fn mend(&self, state: &mut State, opening: &mut Opening, job: &Job, refusal: Refusal, detail: &str) -> bool {
        let conversation = &job.conversation;
        match (opening.step, refusal) {
            // An earlier try of ours with other words: it may have worked.
            (Step::Ticket, Refusal::KeyTaken) => state.doubt = true,
            (Step::Ticket, Refusal::Group) if !opening.groupless => {
                tracing::error!(conversation.id = %conversation, error = %detail, "the group of a skill does not exist; the ticket goes without one (`baton check` names the skill)");
                metrics::counter!(crate::telemetry::metric::ROUTING_LOST).increment(1);
                opening.groupless = true;
            }
            (Step::Ticket, Refusal::Followed) if opening.follows.is_some() => opening.follows = None,
            (Step::Ticket, Refusal::Requester | Refusal::Missing) if !opening.renewed => {
                state.person = None;
                state.told = None;
                opening.renewed = true;
                opening.step = Step::Person;
            }
            (Step::Ticket, Refusal::Invalid) if !opening.plain => {
                tracing::error!(conversation.id = %conversation, error = %detail, "the fields of a ticket were refused; it goes without them, and the note tells their values");
                opening.plain = true;
            }
            (Step::Person, Refusal::Invalid | Refusal::Requester) if !opening.bare => {
                tracing::warn!(conversation.id = %conversation, error = %detail, "what the requester is called was refused; they go without it");
                opening.bare = true;
            }
            _ => return false,
        }
        true
    }

    fn advance(&self, state: &mut State, opening: &mut Opening, job: &Job, answer: Answer) -> Learned {
        match answer {
            Answer::Person(person) => {
                state.person = Some(person.0);
                state.told = self.contents(opening, job).person().map(|person| contents::fingerprint(&person));
                state.doubt = false;
                opening.step = Step::Files;
                Learned::go_on()
            }
            Answer::Found(None) => {
                // It was not made, so it may be.
                state.doubt = false;
                Learned::go_on()
            }
            Answer::Found(Some(stand)) | Answer::Stands(stand) if opening.step == Step::Ticket => {
                let refused = state.uploads.iter().any(|upload| matches!(upload, super::Upload::Refused(_)));
                let seqs = if refused { self.contents(opening, job).seqs_with_files() } else { Vec::new() };
                adopt(state, &stand);
                let mut learned = made(state, opening, job, stand.made_at);
                let refused =
                    seqs.into_iter().map(|seq| incoming(state, job, stand.made_at, What::FileRefused { seq }));
                learned.incoming.extend(refused);
                learned
            }
            // The note is there.
            Answer::Marked(true) | Answer::Stands(_) => Learned::then(Then::Done),
            Answer::Marked(false) => {
                state.doubt = false;
                Learned::go_on()
            }
            _ => Learned::go_on(),
        }
    }
}

/// Whether the ticket that is known was closed: the new one then goes on with it. What is read of the log goes back to
/// what was given to the agents last.
fn was_closed(job: &Job) -> bool {
    let closes = |event: &Event| match event.body.known() {
        Some(EventBody::Stage(change)) => change.reason == StageReason::TicketClosed,
        _ => false,
    };
    job.events.iter().any(closes)
}

/// The ticket is there: for a handoff that is its confirmation, and the note is to follow.
fn made(state: &State, opening: &mut Opening, job: &Job, at: Moment) -> Learned {
    let number = state.ticket.map(|number| incoming(state, job, Moment(0), What::Ticket(number)));
    let person = state.person.map(|person| incoming(state, job, Moment(0), What::Person(person.to_string())));
    let number = number.into_iter().chain(person);
    let Purpose::Handoff { id, .. } = &opening.purpose else {
        return Learned { incoming: number.collect(), ..Learned::then(Then::Done) };
    };
    opening.step = Step::Note;
    let confirmed = Incoming { at, ..incoming(state, job, at, What::Confirmed { handoff: id.clone() }) };
    Learned { incoming: std::iter::once(confirmed).chain(number).collect(), ..Learned::go_on() }
}
