//! Logical plans: from a program to the scheduler.

use std::fmt;
use std::sync::Arc;

use ballista_core::serde::BallistaLogicalExtensionCodec;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{Result, TableReference, plan_err};
use datafusion::datasource::file_format::FileFormatFactory;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, Extension, HigherOrderUDF, LogicalPlan, ScalarUDF, WindowUDF};
use datafusion_proto::logical_plan::LogicalExtensionCodec;
use serde::{Deserialize, Serialize};
use weda_datafusion::{Models, WedaTable};

use super::{columns, envelope};
use crate::Role;

/// A table on its way.
#[derive(Serialize, Deserialize)]
struct SentTable {
    model: String,
    /// The environment type that the program asks for.
    env_type: String,
    /// Hash of the columns.
    columns: String,
}

/// Codec of logical plans: tables of models are ours, all else is Ballista's.
pub struct LogicalCodec {
    role: Role,
    models: Models,
    rest: BallistaLogicalExtensionCodec,
}

impl LogicalCodec {
    /// Creates a codec that finds tables among the models of this process.
    #[must_use]
    pub fn new(role: Role, models: Models) -> Self {
        Self { role, models, rest: BallistaLogicalExtensionCodec::default() }
    }
}

impl fmt::Debug for LogicalCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("weda_ballista::LogicalCodec")
    }
}

impl LogicalExtensionCodec for LogicalCodec {
    fn try_decode_table_provider(
        &self,
        buffer: &[u8],
        name: &TableReference,
        schema: SchemaRef,
        context: &TaskContext,
    ) -> Result<Arc<dyn TableProvider>> {
        let Some(SentTable { model, env_type, columns }) = envelope::read(buffer)? else {
            return self.rest.try_decode_table_provider(buffer, name, schema, context);
        };
        let table = super::table(self.role, &self.models, &model)?;
        if columns::hash(&table.schema()) != columns {
            let difference = columns::difference(&table.schema(), &schema);
            return plan_err!("{}", super::differ(self.role, &model, &difference));
        }
        if self.models.env_type() != env_type {
            let ours = self.models.env_type();
            return plan_err!(
                "the query asks for the environment type `{env_type}`, and {} reads `{ours}`; set WEDA_ENV_TYPE",
                self.role
            );
        }
        Ok(Arc::clone(table) as Arc<dyn TableProvider>)
    }

    fn try_encode_table_provider(
        &self,
        name: &TableReference,
        table: Arc<dyn TableProvider>,
        buffer: &mut Vec<u8>,
    ) -> Result<()> {
        let Some(ours) = table.downcast_ref::<WedaTable>() else {
            return self.rest.try_encode_table_provider(name, table, buffer);
        };
        let sent = SentTable {
            model: ours.definition().identifier.clone(),
            env_type: self.models.env_type().to_owned(),
            columns: columns::hash(&ours.schema()),
        };
        envelope::write(&sent, buffer)
    }

    fn try_decode(&self, buffer: &[u8], inputs: &[LogicalPlan], context: &TaskContext) -> Result<Extension> {
        self.rest.try_decode(buffer, inputs, context)
    }

    fn try_encode(&self, node: &Extension, buffer: &mut Vec<u8>) -> Result<()> {
        self.rest.try_encode(node, buffer)
    }

    fn try_decode_file_format(&self, buffer: &[u8], context: &TaskContext) -> Result<Arc<dyn FileFormatFactory>> {
        self.rest.try_decode_file_format(buffer, context)
    }

    fn try_encode_file_format(&self, buffer: &mut Vec<u8>, format: Arc<dyn FileFormatFactory>) -> Result<()> {
        self.rest.try_encode_file_format(buffer, format)
    }

    fn try_decode_udf(&self, name: &str, buffer: &[u8]) -> Result<Arc<ScalarUDF>> {
        self.rest.try_decode_udf(name, buffer)
    }

    fn try_encode_udf(&self, function: &ScalarUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.rest.try_encode_udf(function, buffer)
    }

    fn try_decode_higher_order_function(&self, name: &str, buffer: &[u8]) -> Result<Arc<HigherOrderUDF>> {
        self.rest.try_decode_higher_order_function(name, buffer)
    }

    fn try_encode_higher_order_function(&self, function: &HigherOrderUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.rest.try_encode_higher_order_function(function, buffer)
    }

    fn try_decode_udaf(&self, name: &str, buffer: &[u8]) -> Result<Arc<AggregateUDF>> {
        self.rest.try_decode_udaf(name, buffer)
    }

    fn try_encode_udaf(&self, function: &AggregateUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.rest.try_encode_udaf(function, buffer)
    }

    fn try_decode_udwf(&self, name: &str, buffer: &[u8]) -> Result<Arc<WindowUDF>> {
        self.rest.try_decode_udwf(name, buffer)
    }

    fn try_encode_udwf(&self, function: &WindowUDF, buffer: &mut Vec<u8>) -> Result<()> {
        self.rest.try_encode_udwf(function, buffer)
    }
}
