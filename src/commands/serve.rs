//! `smartcity serve`.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use actix_web::rt::System;
use secrecy::ExposeSecret;
use tracing_subscriber::EnvFilter;

use crate::app::identity::{self, Invited};
use crate::app::operator::Installation;
use crate::clock::SystemClock;
use crate::commands::{Failure, demo, failure, sentences, terminal, user};
use crate::config::{LogFormat, LogSettings, Settings};
use crate::entropy::SystemEntropy;
use crate::server::Server;
use crate::server::stop::Stopping;
use crate::ticker::Pace;

/// Serves until it is told to stop.
pub fn run(settings: Settings) -> Result<ExitCode, Failure> {
    settings.check_for_serve().map_err(|faults| sentences(&faults))?;
    start_log(&settings.log)?;
    System::new().block_on(async move {
        let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
        let server = Server::bind(&settings, clock, entropy, Pace::Timed).map_err(failure)?;
        let installation = user::installation(&settings, server.database().clone());
        let accounts = if settings.demo {
            demo::seed(&settings, &installation)?
        } else {
            demo::close(&installation)?
        };
        let setup = open_setup(&installation)?;
        let (address, metrics) = (server.address(), server.metrics_address());
        // Whoever waits for the first line may stop the server as soon as it is there.
        let stopping = Stopping::within(settings.limits.shutdown_timeout_s);
        let told = stopping.listen().map_err(failure)?;
        announce(address, metrics);
        for line in &accounts {
            terminal::say(line);
        }
        if let Some(invited) = setup {
            announce_setup(&settings, address, &invited);
        }
        server.run_until(told, &stopping).await.map_err(failure)?;
        Ok(ExitCode::SUCCESS)
    })
}

/// The first line is for programs that wait for it; the others are for people.
fn announce(address: SocketAddr, metrics: Option<SocketAddr>) {
    let base = format!("http://{address}");
    terminal::say(&format!("listening on {base}"));
    terminal::say(&format!("  API              {base}/api/v1/initiatives"));
    terminal::say(&format!("  reference        {base}/docs"));
    terminal::say(&format!("  OpenAPI document {base}/openapi.json"));
    if let Some(address) = metrics {
        terminal::say(&format!("  metrics          http://{address}/metrics"));
    }
}

/// A one-time link for the first administrator, when there is no account yet.
fn open_setup(installation: &Installation) -> Result<Option<Invited>, Failure> {
    let now = installation.clock.now();
    identity::open_setup(&installation.database, now, &installation.entropy).map_err(failure)
}

/// The link stands behind `#`, which browsers send to nobody.
fn announce_setup(settings: &Settings, address: SocketAddr, invited: &Invited) {
    let base = settings.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let token = invited.token.expose_secret();
    terminal::say(
        "there is no account yet; make the first administrator, once and within a day, at",
    );
    terminal::say(&format!("  {base}/account#setup={token}"));
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
