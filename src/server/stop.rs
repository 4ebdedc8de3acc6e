//! Ending. The first SIGTERM or SIGINT begins an orderly stop; a thread of its own, which waits for nobody, ends the process
//! when the time is over or when it is told a second time.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use actix_web::dev::ServerHandle;
use futures_util::future::join;
use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::oneshot;

use crate::store::watch;
use crate::ticker::Ticker;

/// What is left of the time, when requests and jobs are cut off, for what comes after them.
const RESERVE: Duration = Duration::from_millis(500);

/// The jobs that end after the requests.
const LAST: [&str; 2] = [watch::NAME, "node"];

/// The time between two looks at jobs that still run.
const LOOK: Duration = Duration::from_millis(5);

/// How long the last line may take: a log that nobody reads must not keep the process.
const LAST_LINE: Duration = Duration::from_millis(200);

/// How a server ends: in what time, and what of it still runs. Clones share the latter.
#[derive(Debug, Clone)]
pub struct Stopping {
    limit: Duration,
    running: Arc<Mutex<BTreeSet<String>>>,
}

impl Stopping {
    /// At most so long; less than a second would not suffice for anything.
    #[must_use]
    pub fn within(seconds: u64) -> Self {
        Self { limit: Duration::from_secs(seconds.max(1)), running: Arc::default() }
    }

    /// Listens for SIGTERM and SIGINT from now on. What is returned is done when the first one comes; the process ends
    /// `limit` later at the latest.
    ///
    /// # Errors
    /// When the machine refuses a thread or a signal.
    pub fn listen(&self) -> std::io::Result<oneshot::Receiver<()>> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let (terminate, interrupt) = {
            let _context = runtime.enter();
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?)
        };
        let (tell, told) = oneshot::channel();
        let stopping = self.clone();
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || runtime.block_on(stopping.watch(terminate, interrupt, tell)))?;
        Ok(told)
    }

    async fn watch(self, mut terminate: Signal, mut interrupt: Signal, tell: oneshot::Sender<()>) {
        either(&mut terminate, &mut interrupt).await;
        tell.send(()).ok();
        let again = either(&mut terminate, &mut interrupt);
        let is_told_again = tokio::time::timeout(self.limit, again).await.is_ok();
        self.end(is_told_again);
    }

    /// Ends the process with what still runs in it.
    #[expect(clippy::disallowed_methods, reason = "what hangs never returns up to src/main.rs")]
    fn end(&self, is_told_again: bool) {
        let (said, heard) = mpsc::channel();
        let running = self.to_string();
        drop(thread::Builder::new().spawn(move || {
            if is_told_again {
                tracing::warn!(cut_off = running, "told to stop a second time: ended at once");
            } else {
                tracing::warn!(cut_off = running, "the time for stopping is over");
            }
            said.send(()).ok();
        }));
        heard.recv_timeout(LAST_LINE).ok();
        std::process::exit(0);
    }

    /// Stops everything: jobs after their turn, requests when they are answered, both at the same time; then says
    /// goodbye to the database. What does not end in time is left to itself, and told.
    pub(super) async fn stop(
        &self,
        api: &ServerHandle,
        metrics: Option<ServerHandle>,
        mut tickers: Vec<Ticker>,
        goodbye: impl FnOnce(),
    ) {
        const REQUESTS: &str = "requests";
        const GOODBYE: &str = "saying goodbye to the database";
        let until = Instant::now() + self.limit.saturating_sub(RESERVE);
        self.running().extend(tickers.iter().map(|ticker| job(ticker.name())));
        self.running().insert(REQUESTS.to_owned());
        // As long as requests are answered, others' commits are seen and others see that this process is there.
        let mut last: Vec<Ticker> =
            tickers.extract_if(.., |ticker| LAST.contains(&ticker.name())).collect();
        for ticker in &mut tickers {
            ticker.tell();
        }
        let requests = async {
            let left = until.saturating_duration_since(Instant::now());
            if tokio::time::timeout(left, api.stop(true)).await.is_ok() {
                self.running().remove(REQUESTS);
            }
        };
        join(requests, self.jobs(&mut tickers, until)).await;
        for ticker in &mut last {
            ticker.tell();
        }
        self.jobs(&mut last, until.max(Instant::now() + LOOK)).await;
        if let Some(metrics) = metrics {
            metrics.stop(false).await;
        }
        let cut_off = self.to_string();
        self.running().insert(GOODBYE.to_owned());
        goodbye();
        self.running().remove(GOODBYE);
        if !cut_off.is_empty() {
            tracing::warn!(cut_off, "the time for stopping is over");
        }
    }

    /// Waits until the jobs have ended, and leaves those that do not in time.
    async fn jobs(&self, tickers: &mut Vec<Ticker>, until: Instant) {
        loop {
            let ended = tickers.extract_if(.., |ticker| ticker.has_ended());
            for ticker in ended {
                self.running().remove(&job(ticker.name()));
            }
            if tickers.is_empty() || Instant::now() >= until {
                break;
            }
            tokio::time::sleep(LOOK).await;
        }
        for ticker in tickers.drain(..) {
            ticker.leave();
        }
    }

    fn running(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Stopping {
    /// What still runs, in one line.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let running: Vec<String> = self.running().iter().cloned().collect();
        formatter.write_str(&running.join(", "))
    }
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}

fn job(name: &str) -> String {
    format!("job {name}")
}
