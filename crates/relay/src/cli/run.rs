//! A relay from its listeners to its end.

use crate::clock::SystemClock;
use crate::config::Config;
use crate::core::Core;
use crate::{http, telemetry, work};
use anyhow::Context as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Where a relay listens.
#[derive(Debug)]
pub(super) struct Listeners {
    pub(super) public: TcpListener,
    pub(super) internal: TcpListener,
}

impl Listeners {
    /// Takes the ports of the configuration.
    pub(super) async fn bind(config: &Config) -> anyhow::Result<Self> {
        let bind = async |name: &str, address| {
            let what = || format!("{address} cannot be listened on; is another relay running? (`{name}`)");
            TcpListener::bind(address).await.with_context(what)
        };
        Ok(Self {
            public: bind("listen", config.listen).await?,
            internal: bind("internal_listen", config.internal_listen).await?,
        })
    }
}

/// Runs a relay until told to stop, then lets what is under way come to its end, for as long as the configuration says.
pub(super) async fn relay(config: Config, listeners: Listeners, shutdown: CancellationToken) -> anyhow::Result<()> {
    telemetry::start_metrics();
    let drain = config.limit.drain();
    let core = Core::open(&config, Arc::new(SystemClock)).await?;

    #[cfg(unix)]
    let operator = crate::admin::Socket::open(&crate::admin::socket_in(&config.data_dir));
    // Not a child of `shutdown`: that the server or the worker ends must be seen to come before or after being told.
    let stop = CancellationToken::new();
    let mut server =
        tokio::spawn(http::serve(Arc::clone(&core), config, listeners.public, listeners.internal, stop.clone()));
    let mut worker = tokio::spawn(work::run(Arc::clone(&core), stop.clone()));
    #[cfg(unix)]
    match operator {
        Ok(socket) => drop(tokio::spawn(socket.serve(Arc::clone(&core), stop.clone()))),
        Err(error) => {
            tracing::warn!(error = %format!("{error:#}"), "commands such as `baton erase` do not reach this relay")
        }
    }
    let early = tokio::select! {
        () = shutdown.cancelled() => None,
        end = &mut server => Some(end.context("the server died").and_then(|end| end.context("the server failed"))),
        end = &mut worker => Some(end.context("the worker died")),
    };
    stop.cancel();
    let Some(early) = early else {
        tracing::info!(drain_seconds = drain.as_secs(), "stopping");
        return finish(server, worker, drain).await;
    };
    early.and_then(|()| anyhow::bail!("the relay ended without having been told to"))
}

async fn finish(
    server: tokio::task::JoinHandle<anyhow::Result<()>>,
    worker: tokio::task::JoinHandle<()>,
    drain: Duration,
) -> anyhow::Result<()> {
    let both = async { tokio::join!(server, worker) };
    let Ok((server, worker)) = tokio::time::timeout(drain, both).await else {
        tracing::warn!("stopped with work under way; it is taken up at the next start");
        return Ok(());
    };
    worker.context("the worker died")?;
    server.context("the server died")??;
    tracing::info!("stopped");
    Ok(())
}
