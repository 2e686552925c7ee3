//! Where the ticket goes, handoff after handoff.

use super::model::Account;
use super::run::{Run, handoff, handoff_with};
use crate::desk::Then;
use baton_protocol::Stage;

const GROUP: &str = "dataCapture.systemField.group_id";

#[test]
fn a_later_handoff_does_not_go_where_the_earlier_one_went() {
    for account in [Account::Handmade, Account::Late] {
        let mut run = Run::handed_over(account);
        assert_eq!(run.model.talk().metadata[GROUP], "360", "{account:?}: described before the first post");
        let described = run.model.describes;
        run.stage = Stage::Requested;
        let next = handoff_with(&run, "handoff-2", None);
        assert_eq!(run.work(&next), Then::Done);
        let talk = run.model.talk();
        assert_eq!(talk.passes.last().unwrap().text(GROUP).unwrap_or_default(), "", "{account:?}");
        assert_eq!(talk.passes.last().unwrap().text("dataCapture.systemField.tags"), Some("a,b"));
        if account == Account::Handmade {
            assert_eq!(talk.metadata[GROUP], "");
            assert_eq!(talk.metadata["dataCapture.systemField.tags"], "a,b");
        } else {
            assert_eq!(talk.passes.last().unwrap().text(GROUP), Some(""), "what is on the conversation is overruled");
            assert_eq!(run.model.describes, described, "the pass has it all");
        }
        // And a third with a skill has it again.
        run.stage = Stage::Requested;
        let next = handoff(&run, "handoff-3");
        assert_eq!(run.work(&next), Then::Done);
        assert_eq!(run.model.talk().passes.last().unwrap().text(GROUP), Some("360"), "{account:?}");
    }
}
