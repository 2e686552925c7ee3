//! Starting and stopping.

use crate::bots::{self, Bots};
use crate::braze::{self, Braze};
use crate::clock::Clock;
use crate::control::Control;
use crate::control::guard::same_origin;
use crate::journal::Journal;
use crate::options::Options;
use crate::serve::serve;
use crate::state::{Origins, State};
use crate::world::World;
use crate::{api, console, control, delivery, media};
use anyhow::Context;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::task::TaskTracker;

/// How long stopping waits for answers under way.
const PATIENCE: Duration = Duration::from_secs(2);

/// Starts emulators.
#[derive(Debug, Clone, Copy)]
pub struct Emulator;

impl Emulator {
    /// Starts one; it runs until it is stopped or dropped.
    ///
    /// # Errors
    /// Where an address is not a loopback one or is taken, or the journal cannot be written.
    pub async fn start(options: Options) -> anyhow::Result<Running> {
        options.check()?;
        let api = bind(options.listen).await?;
        let media = bind(options.media_listen).await?;
        let braze_door = bind(options.braze_listen).await?;
        let bots_door = bind(options.bots_listen).await?;
        let origins =
            Origins { api: format!("http://{}", api.local_addr()?), media: format!("http://{}", media.local_addr()?) };
        let journal = match &options.journal {
            Some(path) => Some(Journal::open(path).with_context(|| format!("journal {}", path.display()))?),
            None => None,
        };
        let clock = Clock::new(Arc::clone(&options.time));
        let state = State::new(&options, origins.clone(), clock.now_ms());
        let world = World::new(state, clock, journal)?;
        world.spawn(delivery::dispatch::run(Arc::clone(&world)));
        let braze_url = format!("http://{}", braze_door.local_addr()?);
        let braze = Braze::open(&world, &options.seeds);
        let bots_url = format!("http://{}", bots_door.local_addr()?);
        let bots = Bots::open(world.clock.clone(), world.cancel.clone());
        let served = TaskTracker::new();
        let doors = [
            (api, api_router(&world)),
            (media, media::media_router(&world)),
            (braze_door, braze::router(&braze)),
            (bots_door, bots::router(&bots)),
        ];
        for (listener, router) in doors {
            served.spawn(serve(listener, router, world.cancel.clone(), served.clone()));
        }
        served.close();
        world.tasks.close();
        Ok(Running {
            console_url: format!("{}/console", origins.api),
            api_url: origins.api,
            media_url: origins.media,
            braze_url,
            braze,
            bots_url,
            bots,
            world,
            served,
        })
    }
}

async fn bind(address: std::net::SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

fn api_router(world: &Arc<World>) -> Router {
    let control = Control::new(Arc::clone(world));
    let inner = Router::new()
        .merge(control::http::router(control.clone()))
        .merge(control::office::router(control.clone()))
        .merge(console::router(Arc::clone(world), control))
        .layer(DefaultBodyLimit::max(crate::limits::UPLOAD * 2))
        .layer(from_fn(same_origin));
    Router::new().merge(api::router(world)).merge(media::api_router(world)).merge(inner).fallback(api::unknown)
}

/// A running emulator. Dropping it stops it without waiting.
pub struct Running {
    /// Base address of both APIs and the control API, without a slash at the end.
    pub api_url: String,
    /// Base address of signed files.
    pub media_url: String,
    /// Address of the agents' console.
    pub console_url: String,
    /// Base address of the stand-in for Braze, its API and its control.
    pub braze_url: String,
    braze: Braze,
    /// Base address of the stand-ins for services of bots, their APIs and their control.
    pub bots_url: String,
    bots: Bots,
    world: Arc<World>,
    served: TaskTracker,
}

impl Running {
    /// The emulator's control.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.world))
    }

    /// The control of the stand-in for Braze.
    #[must_use]
    pub fn braze(&self) -> Braze {
        self.braze.clone()
    }

    /// The control of the stand-ins for services of bots.
    #[must_use]
    pub fn bots(&self) -> Bots {
        self.bots.clone()
    }

    /// Stops: accepts nothing more, lets answers under way end, drops what webhooks still wait.
    pub async fn stop(self) {
        self.world.cancel.cancel();
        let ended = async {
            self.served.wait().await;
            self.world.tasks.wait().await;
        };
        if tokio::time::timeout(PATIENCE, ended).await.is_err() {
            tracing::warn!("stopped with answers still under way");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.world.cancel.cancel();
    }
}
