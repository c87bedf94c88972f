//! A scheduler and its executors.

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use datafusion::prelude::SessionContext;
use tokio::runtime::Runtime;
use weda_ballista::SchedulerAddress;

use super::process::{self, Process};
use super::world::World;

/// A cluster over a world.
pub struct Cluster {
    // Ended in this order.
    pub executors: Vec<Process>,
    pub scheduler: Process,
    pub address: String,
    pub runtime: Runtime,
    pub world: World,
}

impl Cluster {
    /// Starts a scheduler and so many executors of one vcore.
    pub fn start(world: World, executors: usize) -> Self {
        let definitions = world.definitions();
        let arguments = ["scheduler", "--port", "0", "--dir", text(&definitions)];
        let scheduler = Process::start(&world, "scheduler", &arguments);
        let address = scheduler.line("scheduler listening on ");
        let runtime = Runtime::new().expect("an async runtime");
        let mut cluster = Self { executors: Vec::new(), scheduler, address, runtime, world };
        for _ in 0..executors {
            cluster.add_executor(&definitions);
        }
        cluster
    }

    /// Starts another scheduler at the same address.
    pub fn restart_scheduler(&mut self) {
        let (_, port) = self.address.rsplit_once(':').expect("the scheduler printed it");
        let definitions = self.world.definitions();
        let arguments = ["scheduler", "--port", port, "--dir", text(&definitions)];
        self.scheduler = Process::start(&self.world, "scheduler", &arguments);
        self.scheduler.line("scheduler listening on ");
    }

    /// Starts an executor with these definitions, and waits until it is registered.
    pub fn add_executor(&mut self, definitions: &Path) {
        let before = self.registered();
        let name = format!("executor{}", self.executors.len());
        let arguments = ["executor", "--scheduler", &self.address, "--vcores", "1", "--dir", text(definitions)];
        let executor = Process::start(&self.world, &name, &arguments);
        executor.line("executor listening on ");
        self.executors.push(executor);
        self.wait_for("the executor to register", |cluster| cluster.registered() > before);
    }

    /// The number of registered executors.
    pub fn registered(&self) -> usize {
        let address: SchedulerAddress = self.address.parse().expect("the scheduler printed it");
        self.runtime.block_on(weda_ballista::executors(&address)).expect("the scheduler answers")
    }

    /// Waits until something is true.
    pub fn wait_for(&self, what: &str, is_true: impl Fn(&Self) -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !is_true(self) {
            assert!(Instant::now() < end, "waited too long for {what}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Returns a session of this process whose queries run on the cluster.
    pub fn session(&self, partitions: usize) -> SessionContext {
        let models = self.world.models();
        let session =
            self.runtime.block_on(weda_ballista::connect(&self.address, &models)).expect("the cluster is ready");
        session.state_ref().write().config_mut().options_mut().execution.target_partitions = partitions;
        session
    }

    /// Returns the command that runs a query on the cluster.
    pub fn sql(&self, query: &str, more: &[&str]) -> Command {
        let definitions = self.world.definitions();
        let mut arguments = vec!["sql", "--scheduler", &self.address];
        if !more.contains(&"--format") {
            arguments.extend(["--format", "csv"]);
        }
        if !more.contains(&"--dir") {
            arguments.extend(["--dir", text(&definitions)]);
        }
        arguments.extend(more);
        arguments.push(query);
        process::command(&self.world, &arguments)
    }

    /// Returns what the command prints for a query that succeeds.
    pub fn answer(&self, query: &str) -> String {
        let output = process::output(&mut self.sql(query, &[]));
        let (out, log) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{query}: {log}");
        out.into_owned()
    }

    /// Returns what the command says of a query that fails.
    pub fn failure(&self, query: &str, more: &[&str]) -> String {
        let output = process::output(&mut self.sql(query, more));
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{query}: {log}");
        assert!(output.stdout.is_empty(), "{query}");
        log
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("folders of the tests are UTF-8")
}
