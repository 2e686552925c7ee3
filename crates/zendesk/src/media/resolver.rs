use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{MediaError, is_public};
use crate::error::{Effect, not_answered};

/// The system's own resolver.
#[derive(Debug)]
pub(super) struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            // Port 0 stands for whatever the address says.
            let addresses: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

/// Lets a name through only with public addresses. The connection is made to exactly what this returns, so there is no
/// second look-up that could answer differently.
pub(super) struct Guarded {
    pub(super) names: Arc<dyn Resolve>,
    pub(super) trusted: Vec<String>,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let trusted = self.trusted.iter().any(|host| host == name.as_str());
        let addresses = self.names.resolve(name);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> = addresses.await?.collect();
            if trusted || addresses.iter().all(|address| is_public(address.ip())) {
                Ok(Box::new(addresses.into_iter()) as Addrs)
            } else {
                Err(NotPublic.into())
            }
        })
    }
}

/// A name that leads to an address of an inner network, if only among others.
#[derive(Debug, thiserror::Error)]
#[error("its target is not at a public address")]
struct NotPublic;

/// What a failure of the second step means.
pub(super) fn explain(error: &reqwest::Error) -> MediaError {
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        if inner.is::<NotPublic>() {
            return MediaError::Redirect(NotPublic.to_string());
        }
        source = inner.source();
    }
    MediaError::Call(not_answered(Effect::Reads, error))
}
