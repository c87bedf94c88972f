//! Sessions whose SQL means what it does for the models' values.

use std::sync::Arc;

use datafusion::execution::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::catalog::{Models, WedaCatalog};
use crate::sort_rule::SortByService;
use crate::zero_rule::UnsignedZero;

/// The name of the catalog: `SELECT count(*) FROM weda.pre.student`.
pub const CATALOG: &str = "weda";

/// Returns the settings that the tables are made for.
///
/// - Times without a zone are China's, so that `date_trunc('day', "updatedAt")` is a day there.
/// - Nulls are the smallest values, as in document stores, MySQL and SQLite, so that the service can sort.
/// - Names mean what they spell: `updatedAt` needs no quotes.
pub fn session_config() -> SessionConfig {
    SessionConfig::new()
        .with_information_schema(true)
        .set_str("datafusion.execution.time_zone", weda_arrow::ZONE)
        .set_str("datafusion.sql_parser.default_null_ordering", "nulls_min")
        .set_bool("datafusion.sql_parser.enable_ident_normalization", false)
}

/// Adds the rules that the tables need, for sessions of your own and for the schedulers of a cluster: sorting by the service,
/// and zero without a sign. Call it after `with_default_features`.
pub fn with_rules(state: SessionStateBuilder) -> SessionStateBuilder {
    state.with_optimizer_rule(Arc::new(UnsignedZero)).with_physical_optimizer_rule(Arc::new(SortByService))
}

/// Returns a session in which the models are tables, by their identifiers alone.
pub fn session(models: &Models) -> SessionContext {
    let config = session_config().with_default_catalog_and_schema(CATALOG, models.env_type());
    let state = SessionStateBuilder::new().with_config(config.with_create_default_catalog_and_schema(false));
    let session = SessionContext::new_with_state(with_rules(state.with_default_features()).build());
    session.register_catalog(CATALOG, Arc::new(WedaCatalog::new(models)));
    session
}
