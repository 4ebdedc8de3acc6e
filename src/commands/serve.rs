//! `smartcity serve`.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use actix_web::rt::System;
use tracing_subscriber::EnvFilter;

use crate::clock::SystemClock;
use crate::commands::{Failure, failure, sentences, terminal};
use crate::config::{LogFormat, LogSettings, Settings};
use crate::entropy::SystemEntropy;
use crate::server::Server;

/// Serves until it is told to stop.
pub fn run(settings: Settings) -> Result<ExitCode, Failure> {
    settings.check_for_serve().map_err(|faults| sentences(&faults))?;
    start_log(&settings.log)?;
    let demo = settings.demo;
    System::new().block_on(async move {
        let server = Server::bind(&settings, Arc::new(SystemClock), Arc::new(SystemEntropy))
            .map_err(failure)?;
        let (address, metrics) = (server.address(), server.metrics_address());
        let running = actix_web::rt::spawn(server.run());
        // Once polled, the server listens for signals: whoever waits for the first line may stop it at once.
        tokio::task::yield_now().await;
        announce(address, metrics, demo);
        running.await.map_err(failure)?.map_err(failure)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The first line is for programs that wait for it; the others are for people.
fn announce(address: SocketAddr, metrics: Option<SocketAddr>, demo: bool) {
    let base = format!("http://{address}");
    terminal::say(&format!("listening on {base}"));
    terminal::say(&format!("  API              {base}/api/v1/initiatives"));
    terminal::say(&format!("  reference        {base}/docs"));
    terminal::say(&format!("  OpenAPI document {base}/openapi.json"));
    if let Some(address) = metrics {
        terminal::say(&format!("  metrics          http://{address}/metrics"));
    }
    if demo {
        terminal::say("demo mode: for this machine only");
    }
}

fn start_log(log: &LogSettings) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(&log.filter).map_err(failure)?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    match log.format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}
