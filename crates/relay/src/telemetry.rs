//! What the relay says about itself: a log on standard error, metrics when asked.
//!
//! Log lines carry ids, never what somebody wrote, an address of e-mail, or a secret.

pub mod metric;

use crate::config::{Log, LogFormat};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tracing_subscriber::EnvFilter;

/// The one place metrics go to in this process.
static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts the log. Once a process.
pub fn start_log(log: &Log) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&log.filter)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("the log cannot be started: {error}"))
}

/// Starts counting. Later calls change nothing, so that a process may hold several relays.
pub fn start_metrics() {
    handle();
}

/// All metrics in the text format of Prometheus.
pub fn render() -> String {
    handle().render()
}

fn handle() -> &'static PrometheusHandle {
    METRICS.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("this process counts its metrics elsewhere; here they stay empty");
        }
        metric::describe();
        metrics::gauge!(metric::BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        handle
    })
}
