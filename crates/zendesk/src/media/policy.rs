use url::{Host, Origin, Url};

use crate::limits::UPLOAD_MAX;

/// Where the vendor is known to keep files: its host for what users send, and that of the older media store. Anything
/// else a redirect names is refused with that name, so that an operator can add it.
pub const VENDOR_FILE_HOSTS: &[&str] = &[".zdusercontent.com", ".smooch.io"];

/// Where agents' pictures are, on the vendor's host; messages name them as `author.avatarUrl`.
const PICTURES: &str = "/system/photos/";

/// What a fetch may do.
#[derive(Debug, Clone)]
pub struct MediaPolicy {
    /// Hosts a redirect may lead to, besides the vendor's own.
    pub redirect_hosts: Vec<HostRule>,
    /// Origins that are taken as they are, whatever their scheme and address, as the vendor's or as the target of a
    /// redirect. For an emulator on this machine; empty for the vendor itself.
    pub trusted_origins: Vec<Origin>,
    /// The largest file passed on, in bytes.
    pub max_bytes: u64,
}

/// A host, or all hosts below a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostRule {
    /// This host.
    Exactly(String),
    /// Every host below this domain, the domain itself not included.
    Below(String),
}

impl Default for MediaPolicy {
    fn default() -> Self {
        Self {
            redirect_hosts: VENDOR_FILE_HOSTS.iter().map(|host| HostRule::from(*host)).collect(),
            trusted_origins: Vec::new(),
            max_bytes: UPLOAD_MAX,
        }
    }
}

/// `files.example.com` is that host; `.example.com` is every host below it.
impl From<&str> for HostRule {
    fn from(rule: &str) -> Self {
        let rule = rule.to_ascii_lowercase();
        match rule.strip_prefix('.') {
            Some(domain) => Self::Below(domain.to_owned()),
            None => Self::Exactly(rule),
        }
    }
}

impl HostRule {
    fn allows(&self, host: &str) -> bool {
        match self {
            Self::Exactly(allowed) => host == allowed,
            Self::Below(domain) => {
                host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
            }
        }
    }
}

impl MediaPolicy {
    /// Whether the credential may be shown at an address: only at the very origin the API itself is called at, and only
    /// for an attachment of Sunshine Conversations (below the API's base) or of Support.
    pub(super) fn is_vendors(&self, url: &Url, base: &Url) -> bool {
        let own = url.origin() == base.origin() && has_no_login(url);
        own && (url.scheme() == "https" || self.trusts(url)) && is_attachment(url.path(), base.path())
    }

    /// Whether an address is that of an agent's picture: the vendor's own, and public there.
    pub(super) fn is_picture(&self, url: &Url, base: &Url) -> bool {
        let own = url.origin() == base.origin() && has_no_login(url);
        own && (url.scheme() == "https" || self.trusts(url)) && is_below(url.path(), PICTURES)
    }

    /// Whether a redirect may lead to an address; if not, why.
    pub(super) fn admit(&self, url: &Url) -> Result<(), String> {
        if !has_no_login(url) {
            return Err("its target names a login".to_owned());
        }
        if self.trusts(url) {
            return Ok(());
        }
        if url.scheme() != "https" {
            return Err("its target is not https".to_owned());
        }
        let Some(Host::Domain(host)) = url.host() else {
            return Err("its target is a bare address".to_owned());
        };
        // A host with the root's dot is the same host.
        let host = host.strip_suffix('.').unwrap_or(host);
        if !self.redirect_hosts.iter().any(|rule| rule.allows(host)) {
            return Err(format!("its target, {host}, is not an allowed host"));
        }
        if url.port().is_some() {
            return Err(format!("its target, {host}, is at an unusual port"));
        }
        Ok(())
    }

    /// The names whose addresses are not checked.
    pub(super) fn trusted_hosts(&self) -> Vec<String> {
        let hosts = self.trusted_origins.iter().filter_map(|origin| match origin {
            Origin::Tuple(_, Host::Domain(name), _) => Some(name.clone()),
            _ => None,
        });
        hosts.collect()
    }

    fn trusts(&self, url: &Url) -> bool {
        self.trusted_origins.contains(&url.origin())
    }
}

/// Parsing has taken out dots; a slash in disguise, which a server may take for one, is not part of any file's name.
fn is_attachment(path: &str, base: &str) -> bool {
    const BELOW: &str = "/attachments/";
    let under_base = path.strip_prefix(base.trim_end_matches('/')).is_some_and(|rest| is_below(rest, BELOW));
    under_base || is_below(path, BELOW)
}

fn is_below(path: &str, folder: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    path.starts_with(folder) && !lower.contains("%2f") && !lower.contains("%5c")
}

fn has_no_login(url: &Url) -> bool {
    url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agents_picture_is_at_the_vendors_own_place_for_pictures() {
        let policy = MediaPolicy::default();
        let base = Url::parse("https://acme.zendesk.com/sc/").unwrap();
        let is_picture = |url: &str| policy.is_picture(&Url::parse(url).unwrap(), &base);
        assert!(is_picture("https://acme.zendesk.com/system/photos/1/agent.png"));
        for other in [
            "http://acme.zendesk.com/system/photos/1/agent.png",
            "https://other.zendesk.com/system/photos/1/agent.png",
            "https://acme.zendesk.com:8443/system/photos/1/agent.png",
            "https://user@acme.zendesk.com/system/photos/1/agent.png",
            "https://acme.zendesk.com/system/photos/../../api/v2/users.json",
            "https://acme.zendesk.com/system/photos/..%2f..%2fapi/v2/users.json",
            "https://acme.zendesk.com/system/photos",
            "https://acme.zendesk.com/api/v2/users.json",
        ] {
            assert!(!is_picture(other), "{other}");
        }
    }
}
