//! `baton demo`: everything on this machine. A shop with the chat, the relay, and an emulator of Zendesk with an
//! agent's console; no account, no keys, no network.

mod addresses;
mod emulator;
mod folder;
mod knowledge;
mod port;
mod settings;
mod shop;
mod support;

use super::config_file::variables;
use super::failure::Failure;
use super::run::{self, Listeners};
use super::signal;
use crate::{config, telemetry};
use addresses::Addresses;
use anyhow::Context as _;
use clap::Args;
use emulator::Emulator;
use folder::Folder;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long the emulator and the relay may take to answer at the start.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait between two questions whether the relay answers yet.
const ASK_AGAIN: Duration = Duration::from_millis(50);

#[derive(Debug, Args)]
pub(super) struct Flags {
    /// The shop's port; console and relay take the next two. Ports in use are replaced by free ones, 0 takes free ones
    #[arg(long, default_value_t = 4400)]
    port: u16,
    /// Write what is said between relay and emulator to a file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// How the emulator's account is set up: `provisioned`, or `handmade` as by a person who followed a how-to
    #[arg(long, default_value = "provisioned")]
    preset: String,
    /// Keep the relay's data in this folder; else it is thrown away at the end
    #[arg(long, value_name = "FOLDER")]
    data_dir: Option<PathBuf>,
    /// Say where everything is as one line of JSON, for programs
    #[arg(long)]
    ready_json: bool,
}

pub(super) async fn run(flags: Flags) -> Result<(), Failure> {
    let shutdown = signal::shutdown()?;
    let shop = port::take(flags.port).await?;
    let console = port::free(port::after(flags.port, 1)).await;
    let public = port::take(port::after(flags.port, 2)).await?;
    let internal = port::take(0).await?;

    let relay = format!("http://{}/", public.local_addr()?);
    let wanted =
        emulator::Wanted { port: console, relay: &relay, preset: &flags.preset, record: flags.record.as_deref() };
    let starting = tokio::time::timeout(PATIENCE, Emulator::start(wanted));
    let mut emulator = starting.await.context("the emulator does not answer")??;

    let subscribing = tokio::time::timeout(PATIENCE, support::subscribe(&emulator.addresses.api, &relay));
    let support_secret = subscribing.await.context("the emulator does not answer")??;

    let folder = Folder::open(flags.data_dir)?;
    let knowledge = folder.path().join("knowledge");
    knowledge::write(&knowledge)?;
    let given = settings::Given {
        relay: &relay,
        shop: shop.local_addr()?,
        emulator: &emulator.addresses,
        support_secret: &support_secret,
        data: folder.path(),
        knowledge: &knowledge,
    };
    let text = settings::text(&given);
    let (config, _) = config::parse(&text, folder.path(), variables()).accept().map_err(Failure::Configuration)?;
    telemetry::start_log(&config.log)?;

    let addresses = Addresses {
        shop: format!("http://{}/", shop.local_addr()?),
        console: emulator.addresses.console.clone(),
        relay: config.public_url.to_string(),
        playground: format!("{}playground/", config.public_url),
        listen: relay.clone(),
        internal: format!("http://{}/", internal.local_addr()?),
        emulator: emulator.addresses.api.clone(),
        token: settings::TOKEN,
    };
    let page = shop::pages(&addresses);
    let ended = tokio::select! {
        ended = run::relay(config, Listeners { public, internal }, shutdown.clone()) => ended,
        ended = serve_shop(shop, page, shutdown.clone()) => ended,
        ended = emulator.ended() => ended,
        // Says where everything is, and then has nothing more to do.
        failed = announce(&addresses, flags.ready_json) => failed,
    };
    shutdown.cancel();
    emulator.stop().await;
    Ok(ended?)
}

/// Serves the shop until told to stop; never ends before that, so that the relay's own end decides.
async fn serve_shop(listener: TcpListener, pages: axum::Router, shutdown: CancellationToken) -> anyhow::Result<()> {
    axum::serve(listener, pages).with_graceful_shutdown(shutdown.cancelled_owned()).await.context("the shop failed")?;
    std::future::pending().await
}

/// Waits until the relay answers, and says where everything is. Ends only where it cannot.
async fn announce(addresses: &Addresses, ready_json: bool) -> anyhow::Result<()> {
    let health = format!("{}health", addresses.internal);
    let client = reqwest::Client::builder().no_proxy().build()?;
    let answering = async {
        while !client.get(&health).send().await.is_ok_and(|answer| answer.status().is_success()) {
            tokio::time::sleep(ASK_AGAIN).await;
        }
    };
    tokio::time::timeout(PATIENCE, answering).await.context("the relay does not answer")?;
    if ready_json {
        println!("{}", serde_json::to_string(addresses)?);
    } else {
        println!("{addresses}");
    }
    std::future::pending().await
}
