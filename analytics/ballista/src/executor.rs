//! An executor: runs the tasks of queries.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use tempfile::TempDir;
use weda_datafusion::Models;

use crate::session::config;
use crate::stop::Stop;
use crate::{Error, LogicalCodec, PhysicalCodec, Role, SchedulerAddress, no_files, ports, readiness};

/// Timeout of the scheduler at the start of an executor.
const CONNECT: Duration = Duration::from_secs(20);

/// Seconds after which the rows of a job are removed, unless the scheduler said so before.
const KEPT: u64 = 24 * 3600;

/// Executor, before it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Executor {
    /// The scheduler to register with.
    pub scheduler: SchedulerAddress,
    /// The address to listen on. Defaults to 127.0.0.1.
    pub listen: IpAddr,
    /// The name or address by which others reach this executor. Defaults to where its calls to the scheduler come from.
    pub advertise: Option<String>,
    /// The port for rows: other executors and programs fetch them here. 0, the default, takes a free one.
    pub port: u16,
    /// The partitions read concurrently: the calls in flight of this process. Defaults to 2.
    pub vcores: usize,
}

impl Executor {
    /// Returns the default settings for this scheduler.
    #[must_use]
    pub fn new(scheduler: SchedulerAddress) -> Self {
        let listen = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Self { scheduler, listen, advertise: None, port: 0, vcores: 2 }
    }

    /// Runs until SIGTERM or SIGINT. Then it takes no more tasks, finishes those it has, and removes its rows.
    ///
    /// `started` is called with the address before it registers. The client of `models` should allow as many
    /// [concurrent calls](weda::ClientBuilder::max_concurrent_calls) as there are `vcores`.
    ///
    /// # Errors
    /// Returns an error if a port is in use, if no scheduler answers for 20 seconds, or if a service of the executor ends by
    /// itself.
    pub async fn run(self, models: &Models, started: impl FnOnce(SocketAddr)) -> Result<(), Error> {
        let mut stop = Stop::listen()?;
        let port = ports::usable(self.listen, self.port)?;
        tokio::select! {
            ready = readiness::wait_for_scheduler(&self.scheduler, CONNECT) => ready?,
            () = stop.wait() => return Ok(()),
        }
        started(SocketAddr::new(self.listen, port));
        // Removed at the end; Ballista's own folder would be, too early.
        let folder = TempDir::with_prefix("weda-ballista-")?;
        let path = folder
            .path()
            .to_str()
            .ok_or_else(|| std::io::Error::other("the folder for temporary files is not UTF-8"))?;
        let models = models.clone();
        let process = ExecutorProcessConfig {
            bind_host: host(self.listen),
            external_host: self.advertise.clone(),
            port,
            scheduler_host: self.scheduler.host().to_owned(),
            scheduler_port: self.scheduler.port(),
            vcores: self.vcores.max(1),
            // Pushed tasks that cannot be decoded fail without their reason, and need one more port.
            task_scheduling_policy: TaskSchedulingPolicy::PullStaged,
            work_dir: Some(path.to_owned()),
            job_data_ttl_seconds: KEPT,
            job_data_clean_up_interval_seconds: 3600,
            override_runtime_producer: Some(no_files::producer(path.to_owned())),
            override_logical_codec: Some(Arc::new(LogicalCodec::new(Role::Executor, models.clone()))),
            override_physical_codec: Some(Arc::new(PhysicalCodec::new(Role::Executor, models.clone()))),
            override_config_producer: Some(Arc::new(move || config(Role::Executor, &models))),
            ..ExecutorProcessConfig::default()
        };
        // Ballista listens for the same signals; here they only tell its end apart from a failure.
        let (ended, stopped) = watched(start_executor_process(Arc::new(process)), &mut stop).await;
        ended?;
        if stopped { Ok(()) } else { Err(Error::ExecutorEnded(self.scheduler)) }
    }
}

/// Returns the result of `work`, and whether a signal came before its end.
async fn watched<T>(work: impl Future<Output = T>, stop: &mut Stop) -> (T, bool) {
    tokio::pin!(work);
    tokio::select! {
        result = &mut work => (result, false),
        () = stop.wait() => (work.await, true),
    }
}

/// The address as Ballista puts it together with a port.
fn host(listen: IpAddr) -> String {
    match listen {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}
