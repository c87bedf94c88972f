//! A scheduler: plans queries and gives their tasks to executors.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ballista_core::config::TaskSchedulingPolicy;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use ballista_scheduler::scheduler_server::SchedulerServer;
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};
use weda_datafusion::Models;

use crate::address::SCHEDULER_PORT;
use crate::session::{config, state};
use crate::stop::Stop;
use crate::{Error, LogicalCodec, PhysicalCodec, Role};

/// Seconds without a poll, which a busy executor sends every 5 seconds, after which the tasks of an executor are given to others.
const EXECUTOR_TIMEOUT: u64 = 20;

/// Time for the end of the last query to reach the program that asked.
const LAST_ANSWER: Duration = Duration::from_millis(500);

/// Scheduler, before it listens.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scheduler {
    /// The address to listen on. Defaults to 127.0.0.1.
    pub listen: IpAddr,
    /// The port. 0 takes a free one. Defaults to 50050.
    pub port: u16,
    /// The name or address by which executors reach this scheduler. Defaults to `listen`.
    pub advertise: Option<String>,
    /// Time that running queries may go on after SIGTERM. Defaults to 60 seconds.
    pub drain: Duration,
}

impl Default for Scheduler {
    fn default() -> Self {
        let listen = IpAddr::V4(Ipv4Addr::LOCALHOST);
        Self { listen, port: SCHEDULER_PORT, advertise: None, drain: Duration::from_secs(60) }
    }
}

impl Scheduler {
    /// Runs until SIGTERM or SIGINT. Then it refuses new queries, lets running ones end, at most for [`drain`](Self::drain),
    /// and returns; a second signal ends it at once.
    ///
    /// `started` is called with the address once it listens.
    ///
    /// # Errors
    /// Returns an error if the port is in use, or if executors could not reach the address.
    pub async fn run(self, models: &Models, started: impl FnOnce(SocketAddr)) -> Result<(), Error> {
        let mut stop = Stop::listen()?;
        let address = SocketAddr::new(self.listen, self.port);
        if self.listen.is_unspecified() && self.advertise.is_none() {
            return Err(Error::NotAdvertised(address));
        }
        let listener = TcpListener::bind(address).await.map_err(|problem| Error::Port { address, problem })?;
        let address = listener.local_addr()?;
        let is_ending = Arc::new(AtomicBool::new(false));
        let settings = self.settings(address, models, &is_ending);
        let cluster = BallistaCluster::new_from_config(&settings).await?;
        let server = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(settings)).await?;
        started(address);
        let serve = start_grpc_service_with_listener(listener, server.clone());
        tokio::pin!(serve);
        tokio::select! {
            ended = &mut serve => return Ok(ended?),
            () = stop.wait() => is_ending.store(true, Ordering::Relaxed),
        }
        tokio::select! {
            ended = &mut serve => Ok(ended?),
            () = idle(&server, self.drain) => Ok(()),
            () = stop.wait() => Ok(()),
        }
    }

    fn settings(&self, address: SocketAddr, models: &Models, is_ending: &Arc<AtomicBool>) -> SchedulerConfig {
        let (of_config, is_ending) = (models.clone(), Arc::clone(is_ending));
        let host = match self.listen {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        SchedulerConfig {
            bind_port: address.port(),
            bind_host: host.clone(),
            // Executors report here.
            external_host: self.advertise.clone().unwrap_or(host),
            scheduling_policy: TaskSchedulingPolicy::PullStaged,
            executor_timeout_seconds: EXECUTOR_TIMEOUT,
            no_executors_grace_period_seconds: EXECUTOR_TIMEOUT,
            expire_dead_executor_interval_seconds: 2,
            override_logical_codec: Some(Arc::new(LogicalCodec::new(Role::Scheduler, models.clone()))),
            override_physical_codec: Some(Arc::new(PhysicalCodec::new(Role::Scheduler, models.clone()))),
            override_config_producer: Some(Arc::new(move || config(Role::Scheduler, &of_config))),
            override_session_builder: Some(Arc::new(move |config| {
                if is_ending.load(Ordering::Relaxed) {
                    return datafusion::common::plan_err!(
                        "the scheduler is ending and takes no more queries; ask again later"
                    );
                }
                state(config)
            })),
            ..SchedulerConfig::default()
        }
    }
}

/// Waits until no query runs, at most `longest`.
async fn idle(server: &SchedulerServer<LogicalPlanNode, PhysicalPlanNode>, longest: Duration) {
    let end = Instant::now() + longest;
    while server.pending_job_number() + server.running_job_number() > 0 && Instant::now() < end {
        sleep(Duration::from_millis(50)).await;
    }
    sleep(LAST_ANSWER).await;
}
