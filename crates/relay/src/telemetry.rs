//! What the relay says about itself: a log on standard error, metrics when asked.
//!
//! Log lines carry ids, never what somebody wrote, an address of e-mail, or a secret.

pub mod metric;

use crate::config::{Log, LogFormat};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::sync::OnceLock;
use tracing_subscriber::EnvFilter;

/// Upper bounds of the buckets of everything measured in seconds.
const SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 20.0];

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

/// Moves what was measured into its buckets; without this, numbers pile up as long as nobody asks for them.
pub fn tidy() {
    handle().run_upkeep();
}

fn handle() -> &'static PrometheusHandle {
    METRICS.get_or_init(|| {
        let recorder = recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("this process counts its metrics elsewhere; here they stay empty");
        }
        metric::describe();
        metrics::gauge!(metric::BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        handle
    })
}

fn recorder() -> PrometheusRecorder {
    let seconds = Matcher::Suffix("_seconds".to_owned());
    let builder = PrometheusBuilder::new();
    // The only mistake possible here is an empty list.
    builder.set_buckets_for_metric(seconds, &SECONDS).unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder()
}
