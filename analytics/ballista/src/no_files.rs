//! No process of the cluster reads or writes files for a query.
//!
//! A plan comes by the network from anyone who reaches the port, and DataFusion's plans can name files. These processes only read
//! models, so that a plan with a file is an error. Shuffled rows and spilled ones do not go through this registry.

use std::sync::Arc;

use ballista_core::RuntimeProducer;
use datafusion::common::{Result, plan_err};
use datafusion::execution::object_store::ObjectStoreRegistry;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::object_store::ObjectStore;

/// Registry without a store.
#[derive(Debug)]
struct NoFiles;

impl ObjectStoreRegistry for NoFiles {
    fn register_store(&self, _: &url::Url, _: Arc<dyn ObjectStore>) -> Option<Arc<dyn ObjectStore>> {
        None
    }

    fn get_store(&self, _: &url::Url) -> Result<Arc<dyn ObjectStore>> {
        plan_err!("this cluster reads data models only, no files")
    }
}

/// Returns an environment without files, which spills into the folder `spill` if there is one.
///
/// # Errors
/// Returns an error if the folder cannot be used.
pub(crate) fn runtime(spill: Option<&str>) -> Result<Arc<RuntimeEnv>> {
    let builder = RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(NoFiles));
    match spill {
        Some(folder) => builder.with_temp_file_path(folder).build_arc(),
        None => builder.build_arc(),
    }
}

/// Returns what makes such environments for the sessions of an executor.
pub(crate) fn producer(spill: String) -> RuntimeProducer {
    Arc::new(move |_| runtime(Some(&spill)))
}
