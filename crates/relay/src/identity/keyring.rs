//! The keys of a site, and which of them a token is held against.

use super::fault::Fault;
use super::jwks::Jwks;
use super::key::Key;
use super::sealed::Opener;
use super::token::shown;
use crate::clock::Moment;
use crate::config::{self, SigningAlgorithm};
use crate::desk::Finding;
use secrecy::ExposeSecret;
use serde_json::Value;
use std::collections::BTreeMap;

/// All keys of a site.
#[derive(Debug, Default)]
pub struct Keyring {
    /// For HS256, by `kid`.
    secrets: BTreeMap<String, Key>,
    /// By the name of their table.
    public: BTreeMap<String, Public>,
    /// Whom tokens are for, by keys that do not say so themselves.
    audience: Vec<String>,
    opener: Opener,
}

/// A table of `public_keys`.
#[derive(Debug)]
struct Public {
    algorithm: SigningAlgorithm,
    source: Source,
    audience: Vec<String>,
    issuer: Option<String>,
    subject: bool,
}

#[derive(Debug)]
enum Source {
    /// A key of its own; the table's name is its `kid`.
    Pem(Key),
    /// A set that is published.
    Set(Box<Jwks>),
}

/// What else the configuration asks of the tokens of a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules<'a> {
    /// Whom they are for; nobody in particular where it is empty.
    pub(super) audience: &'a [String],
    /// Who they are from.
    pub(super) issuer: Option<&'a str>,
    /// Whether `sub` names the visitor.
    pub(super) subject: bool,
}

impl Keyring {
    /// The keys of a site. One that cannot be read is not there: the configuration's check has named it.
    pub fn new(site: &str, settings: &config::Identity) -> Self {
        let secret = |(kid, secret): (&String, &secrecy::SecretString)| {
            (kid.clone(), Key::of_secret(secret.expose_secret().as_bytes()))
        };
        let public = |(name, key): (&String, &config::PublicKey)| Some((name.clone(), Public::new(site, name, key)?));
        Self {
            secrets: settings.keys.iter().map(secret).collect(),
            public: settings.public_keys.iter().filter_map(public).collect(),
            audience: settings.audience.clone(),
            opener: Opener::new(&settings.decryption_keys),
        }
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.secrets.is_empty() && self.public.is_empty()
    }

    /// What opens encrypted payloads.
    pub fn opener(&self) -> &Opener {
        &self.opener
    }

    /// The key that a header asks for, if it is for the header's algorithm.
    pub(super) async fn find(
        &self,
        algorithm: &str,
        kid: Option<&str>,
        now: Moment,
    ) -> Result<(Key, Rules<'_>), Fault> {
        let Some(kid) = kid else { return self.only(algorithm, now).await };
        if let Some(key) = self.secrets.get(kid) {
            fits(algorithm, "HS256", "the key that `kid` names takes \"HS256\" alone")?;
            let rules = Rules { audience: &self.audience, issuer: None, subject: false };
            return Ok((key.clone(), rules));
        }
        if let Some(public) = self.public.get(kid)
            && let Source::Pem(key) = &public.source
        {
            public.fits(algorithm)?;
            return Ok((key.clone(), self.rules(public)));
        }
        let mut unavailable = None;
        for public in self.public.values().filter(|public| public.algorithm.as_str() == algorithm) {
            let Source::Set(set) = &public.source else { continue };
            match set.key(kid, now).await {
                Ok(Some(key)) => return Ok((key, self.rules(public))),
                Ok(None) => {}
                Err(fault) => unavailable = Some(fault),
            }
        }
        Err(unavailable.unwrap_or_else(|| Fault::UnknownKey(shown(&Value::from(kid)))))
    }

    /// The key of a token whose header names none: where there is just one public key, that.
    async fn only(&self, algorithm: &str, now: Moment) -> Result<(Key, Rules<'_>), Fault> {
        let mut all = self.public.values();
        let (Some(public), None) = (all.next(), all.next()) else { return Err(Fault::NoKey) };
        if algorithm == "HS256" {
            return Err(Fault::NoKey);
        }
        public.fits(algorithm)?;
        let key = match &public.source {
            Source::Pem(key) => key.clone(),
            Source::Set(set) => set.only(now).await?.ok_or(Fault::NoKey)?,
        };
        Ok((key, self.rules(public)))
    }

    fn rules<'a>(&'a self, public: &'a Public) -> Rules<'a> {
        let audience = if public.audience.is_empty() { &self.audience } else { &public.audience };
        Rules { audience, issuer: public.issuer.as_deref(), subject: public.subject }
    }

    /// Tries each address of a set, for `baton check`.
    pub async fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (name, public) in &self.public {
            if let Source::Set(set) = &public.source {
                findings.push(set.check(&format!("identity.public_keys.{name}")).await);
            }
        }
        findings
    }
}

impl Public {
    fn new(site: &str, name: &str, settings: &config::PublicKey) -> Option<Self> {
        let algorithm = settings.algorithm?;
        let source = match (&settings.pem, &settings.jwks_url) {
            (Some(pem), _) => Source::Pem(Key::of_pem(pem.expose_secret(), algorithm).ok()?),
            (None, Some(url)) => Source::Set(Box::new(Jwks::new(site, name, url.clone(), algorithm))),
            (None, None) => return None,
        };
        Some(Self {
            algorithm,
            source,
            audience: settings.audience.clone(),
            issuer: settings.issuer.clone(),
            subject: settings.subject,
        })
    }

    fn fits(&self, algorithm: &str) -> Result<(), Fault> {
        let taken = match self.algorithm {
            SigningAlgorithm::Rs256 => "its key takes \"RS256\" alone",
            SigningAlgorithm::Es256 => "its key takes \"ES256\" alone",
            SigningAlgorithm::EdDsa => "its key takes \"EdDSA\" alone",
        };
        fits(algorithm, self.algorithm.as_str(), taken)
    }
}

fn fits(given: &str, wanted: &str, taken: &'static str) -> Result<(), Fault> {
    if given == wanted {
        return Ok(());
    }
    Err(Fault::Algorithm { given: shown(&Value::from(given)), taken })
}
