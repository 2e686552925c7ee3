//! Settings from the environment: `BATON_ACCOUNT__MAIN__KEY_SECRET` is `account.main.key_secret`.

use super::source::Node;
use std::collections::BTreeMap;

/// What variables of ours begin with.
const PREFIX: &str = "BATON_";

/// What others read: the command line, this project's own commands, and faults that tests put into debug builds.
const NOT_SETTINGS: [&str; 7] = ["CONFIG", "CONTRACT_DIR", "CHROMIUM", "TOOLS", "PICTURES", "PAUSE_AT", "FAULT_"];

/// Lays what the environment sets over the tree of the file.
pub(super) fn lay_over(root: &mut Node, variables: impl IntoIterator<Item = (String, String)>) {
    for (variable, text) in variables {
        let Some(path) = variable.strip_prefix(PREFIX) else { continue };
        if NOT_SETTINGS.iter().any(|other| path.starts_with(other)) || is_of_kubernetes(path, &text) {
            continue;
        }
        let names: Vec<&str> = path.split("__").collect();
        place(root, &names, Node::Text { text, variable: variable.clone() });
    }
}

/// A service that is called `baton` makes Kubernetes put variables like `BATON_SERVICE_HOST` and `BATON_PORT_80_TCP` into
/// every container. They say nothing to us.
fn is_of_kubernetes(path: &str, text: &str) -> bool {
    let is_link = text.starts_with("tcp://") || text.starts_with("udp://");
    path.starts_with("SERVICE_")
        || (path == "PORT" && is_link)
        || (path.starts_with("PORT_") && path.contains("CP"))
        || (path.starts_with("PORT_") && path.contains("UDP"))
}

/// Puts a node where the names lead, making tables on the way.
fn place(node: &mut Node, names: &[&str], leaf: Node) {
    let Some((first, rest)) = names.split_first() else {
        *node = leaf;
        return;
    };
    if !matches!(node, Node::Table(_)) {
        // A value where the variable needs a table. The reader will say so of whatever it finds here.
        *node = Node::Table(BTreeMap::new());
    }
    if let Node::Table(entries) = node {
        let name = spelled(entries, first);
        place(entries.entry(name).or_insert_with(|| Node::Table(BTreeMap::new())), rest, leaf);
    }
}

/// The name as the file spells it: a variable cannot have small letters and dashes.
fn spelled(entries: &BTreeMap<String, Node>, name: &str) -> String {
    let plain = |name: &str| name.to_lowercase().replace('-', "_");
    let wanted = plain(name);
    entries.keys().find(|known| plain(known) == wanted).cloned().unwrap_or(wanted)
}
