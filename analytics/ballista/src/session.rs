//! The sessions of the three kinds of processes: they plan alike, with the same codecs.

use std::sync::Arc;

use ballista::prelude::SessionConfigExt;
use ballista_core::utils::default_session_builder;
use datafusion::common::Result;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::prelude::SessionConfig;
use weda_datafusion::{Models, session_config, with_rules};

use crate::{LogicalCodec, PhysicalCodec, Role, no_files};

/// Ballista 55's adaptive planner answers `SELECT .. GROUP BY .. UNION ALL SELECT ..` with the rows of the first part three times
/// and none of the second.
const ADAPTIVE: bool = false;

/// Returns the settings of a session.
pub(crate) fn config(role: Role, models: &Models) -> SessionConfig {
    session_config()
        .upgrade_for_ballista()
        .with_ballista_adaptive_query_planner(ADAPTIVE)
        .with_ballista_logical_extension_codec(Arc::new(LogicalCodec::new(role, models.clone())))
        .with_ballista_physical_extension_codec(Arc::new(PhysicalCodec::new(role, models.clone())))
}

/// Returns the state of a session of the scheduler: Ballista's, with the rules of tables of models, and without files.
///
/// # Errors
/// Returns an error if Ballista cannot build it.
pub(crate) fn state(config: SessionConfig) -> Result<SessionState> {
    // A program's settings travel with its query.
    let config = config.with_ballista_adaptive_query_planner(ADAPTIVE);
    let state = SessionStateBuilder::new_from_existing(default_session_builder(config)?);
    Ok(with_rules(state).with_runtime_env(no_files::runtime(None)?).build())
}
