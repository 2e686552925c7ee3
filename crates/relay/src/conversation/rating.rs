//! How a visitor found it: asked when an agent's conversation is over, and told to the agents on its ticket.

use super::said::check_asked;
use super::{Plan, Remark, Snapshot, fresh_id};
use crate::desk;
use crate::refusal::Refusal;
use crate::store::{Lane, WorkBody, WorkKind};
use baton_protocol::{
    ClientId, ErrorCode, EventBody, Form, FormField, FormId, FormReply, FormValue, VisitorMessage, limits,
};

/// Asks upon an open plan. Nobody fills a form in by text, and nobody is asked twice about the same agents.
pub fn ask(plan: &mut Plan) {
    if plan.state().sms.is_some() || plan.state().rated {
        return;
    }
    let id = FormId::new(fresh_id(plan.now()));
    let fields = vec![FormField::Rating {}, FormField::Comment {}];
    let form = Form { id, lead: Vec::new(), fields, optional: true };
    plan.append(&EventBody::Form(form.clone()));
    plan.state().form = Some(form);
}

/// The commit that takes the answer. Whoever has the conversation meanwhile keeps it.
pub fn answer(snapshot: &Snapshot, id: ClientId, reply: &FormReply) -> Result<Plan, Refusal> {
    check_asked(snapshot.state.form.as_ref(), reply)?;
    let rating = rating_of(reply)?;
    let comment = comment_of(reply)?;
    let mut values = Vec::new();
    values.extend(rating.map(FormValue::Rating));
    values.extend(comment.clone().filter(|_| rating.is_some()).map(FormValue::Comment));
    let mut plan = Plan::on(snapshot);
    let form = Some(FormReply { form: reply.form.clone(), values });
    plan.append_from(&EventBody::Visitor(VisitorMessage { form, ..VisitorMessage::default() }), Some(id), None);
    plan.state().form = None;
    plan.state().rated = true;
    if let Some(rating) = rating {
        let remark = Remark {
            mark: format!("rated/{}", reply.form),
            line: Some(line(rating, comment.as_deref())),
            tags: vec![format!("baton_rating_{rating}")],
            solve: false,
        };
        plan.work(Lane::Ticket, WorkKind::Remark, WorkBody::Is(remark.write()));
    }
    Ok(plan)
}

/// The rating; none where the visitor would rather not say.
fn rating_of(reply: &FormReply) -> Result<Option<u8>, Refusal> {
    match reply.rating() {
        Some(rating @ 1..=limits::RATING_BEST) => Ok(Some(rating)),
        None if reply.values.is_empty() => Ok(None),
        _ => Err(Refusal::new(ErrorCode::FormInvalid, "rating")),
    }
}

fn comment_of(reply: &FormReply) -> Result<Option<String>, Refusal> {
    let comment = reply.comment().map(str::trim).filter(|comment| !comment.is_empty());
    if comment.is_some_and(|comment| comment.chars().count() > limits::FORM_VALUE_CHARS) {
        return Err(Refusal::new(ErrorCode::FormInvalid, "comment"));
    }
    Ok(comment.map(str::to_owned))
}

/// What the agents read. Each line of the comment is marked as the visitor's.
fn line(rating: u8, comment: Option<&str>) -> String {
    let mut lines = vec![format!("The visitor rated the conversation {rating} of {}.", limits::RATING_BEST)];
    lines.extend(comment.into_iter().flat_map(|comment| desk::spoken("Visitor", comment)));
    lines.join("\n")
}
