//! A session of a program whose queries run on a cluster.

use std::sync::Arc;
use std::time::Duration;

use ballista::prelude::SessionContextExt;
use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::SessionContext;
use weda_datafusion::{CATALOG, Models, WedaCatalog, with_rules};

use crate::session::config;
use crate::{Error, Role, SchedulerAddress, readiness};

/// Timeout of a scheduler to answer and to have an executor: more than both need to start.
const START: Duration = Duration::from_secs(10);

/// Returns a session whose queries run on the cluster of this scheduler, with the models as tables.
///
/// The client of the models is not called: the scheduler plans, and the executors read, with keys of their own. So a program
/// needs no keys, only the same definitions and the environment type.
///
/// A model is read in at most as many parts as the session's `target_partitions`, by default the number of processors of this
/// machine. More parts than the vcores of all executors gain nothing.
///
/// ```no_run
/// use weda::Client;
/// use weda_datafusion::{Models, TableOptions};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("lowcode-2gay8jgh25").token("not called").build()?;
/// let models = Models::from_directory("database-schemas", &client, TableOptions::default())?;
/// let session = weda_ballista::connect("df://10.0.0.4:50050", &models).await?;
/// session.sql("SELECT grade, count(*) FROM student GROUP BY grade").await?.show().await?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Returns an error if the address is not valid, or if within 10 seconds no scheduler with an executor answers.
pub async fn connect(scheduler: &str, models: &Models) -> Result<SessionContext, Error> {
    let address: SchedulerAddress = scheduler.parse()?;
    readiness::wait_for_executor(&address, START).await?;
    let config = config(Role::Program, models)
        .with_default_catalog_and_schema(CATALOG, models.env_type())
        .with_create_default_catalog_and_schema(false);
    let state = with_rules(SessionStateBuilder::new().with_config(config).with_default_features()).build();
    let session = SessionContext::remote_with_state(&address.to_string(), state).await?;
    session.register_catalog(CATALOG, Arc::new(WedaCatalog::new(models)));
    Ok(session)
}
