//! The order of the measurements: what runs beside what, how often, and what is made sure of first.

use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, because};
use crate::load::{self, Load};
use crate::process::{self, Listening};
use crate::report::{Comparison, Report, Round};
use crate::scenario::{self, Scenario};
use crate::server::Installation;

/// The most seconds of load that a run may add up to, so that all of it stays below two minutes.
const LONGEST: u32 = 100;

/// Starts that are timed.
const STARTS: usize = 5;

/// How long a server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(1);

/// What to measure with.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Rounds of each measurement.
    pub rounds: u32,
    /// Seconds of load in each round.
    pub seconds: u32,
    /// Connections under load.
    pub connections: u32,
    /// The core of server and peer.
    pub server_core: u32,
    /// The core of the load.
    pub load_core: u32,
}

/// Measures everything.
pub fn run(plan: &Plan) -> Result<Report, Failure> {
    load::provide_wrk()?;
    let installation = Installation::load(plan.server_core)?;
    let mut ready = Vec::new();
    for _ in 0..STARTS {
        let (server, took) = installation.serve()?;
        ready.push(took.as_secs_f64() * 1000.0);
        server.stop()?;
    }
    let (server, _) = installation.serve()?;
    thread::sleep(IDLE);
    let idle_memory_mib = server.resident_mib()?;
    let comparisons = compare(plan, &installation, &server)?;
    let workers = server.workers()?;
    let memory_after_load_mib = server.resident_mib()?;
    server.stop()?;
    Ok(Report {
        rounds: plan.rounds,
        seconds: plan.seconds,
        connections: plan.connections,
        workers,
        comparisons,
        ready_ms: ready,
        idle_memory_mib,
        memory_after_load_mib,
    })
}

fn compare(
    plan: &Plan,
    installation: &Installation,
    server: &Listening,
) -> Result<Vec<Comparison>, Failure> {
    let mut command =
        process::on_core(plan.server_core, installation.folder(), std::env::current_exe()?);
    let peer = process::listen(command.args(["--peer-of", &server.address.to_string()]))?;
    let scenarios = scenario::all(server.address)?;
    // Threads are there for certain once they have answered.
    for scenario in &scenarios {
        scenario.ask(peer.address)?;
    }
    let (ours, theirs) = (server.workers()?, peer.workers()?);
    if ours != theirs {
        return Err(because(format!("the server has {ours} workers, the peer {theirs}")));
    }
    let count = u32::try_from(scenarios.len()).unwrap_or(u32::MAX);
    if plan.rounds.saturating_mul(plan.seconds).saturating_add(1).saturating_mul(2 * count)
        > LONGEST
    {
        let sentence =
            format!("this would take more than {LONGEST} s; ask for fewer rounds or seconds");
        return Err(because(sentence));
    }
    let load =
        Load { core: plan.load_core, connections: plan.connections, folder: installation.folder() };
    scenarios.iter().map(|scenario| pair(plan, load, scenario, [server, &peer])).collect()
}

/// Lets server and peer take turns; who begins changes from round to round.
fn pair(
    plan: &Plan,
    load: Load<'_>,
    scenario: &Scenario,
    [server, peer]: [&Listening; 2],
) -> Result<Comparison, Failure> {
    let answer = scenario.ask(server.address)?;
    if answer.lasting() != scenario.ask(peer.address)?.lasting() {
        return Err(because(format!("{}: server and peer answer differently", scenario.name)));
    }
    load.run(server.address, scenario, 1)?;
    load.run(peer.address, scenario, 1)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..plan.rounds {
        if round % 2 == 0 {
            ours.push(measured(plan, load, scenario, server)?);
            theirs.push(measured(plan, load, scenario, peer)?);
        } else {
            theirs.push(measured(plan, load, scenario, peer)?);
            ours.push(measured(plan, load, scenario, server)?);
        }
    }
    Ok(Comparison {
        name: scenario.name,
        key: scenario.key,
        path: scenario.path.clone(),
        body_bytes: answer.body.len(),
        ours,
        theirs,
    })
}

fn measured(
    plan: &Plan,
    load: Load<'_>,
    scenario: &Scenario,
    on: &Listening,
) -> Result<Round, Failure> {
    let (began, worked) = (Instant::now(), on.worked()?);
    let rate = load.run(on.address, scenario, plan.seconds)?;
    let worked = on.worked()?.saturating_sub(worked);
    let busy = worked.as_secs_f64() / began.elapsed().as_secs_f64();
    Ok(Round { rate, busy })
}
