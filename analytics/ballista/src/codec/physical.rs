//! Physical plans: from the scheduler to executors.

use std::fmt;
use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::catalog::TableProvider;
use datafusion::common::{Result, plan_err};
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{AggregateUDF, HigherOrderUDF, ScalarUDF, WindowUDF};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};
use serde::{Deserialize, Serialize};
use weda_datafusion::{Models, ScanSpec, WedaScan};

use super::{columns, envelope, environment};
use crate::Role;

/// A scan on its way; its input, the ranges of ids, travels by itself.
#[derive(Serialize, Deserialize)]
struct SentScan {
    spec: ScanSpec,
    /// Hash of the environment that the scheduler reads.
    environment: String,
    /// Hash of the columns of the scan.
    columns: String,
}

/// Codec of physical plans: scans of models are ours, all else is Ballista's.
pub struct PhysicalCodec {
    role: Role,
    models: Models,
    rest: BallistaPhysicalExtensionCodec,
}

impl PhysicalCodec {
    /// Creates a codec whose scans read by the client of the models of this process.
    #[must_use]
    pub fn new(role: Role, models: Models) -> Self {
        Self { role, models, rest: BallistaPhysicalExtensionCodec::default() }
    }

    /// Returns the scan, which reads by the client of this process.
    fn scan(&self, sent: SentScan, inputs: &[Arc<dyn ExecutionPlan>]) -> Result<Arc<dyn ExecutionPlan>> {
        let SentScan { spec, environment, columns } = sent;
        let table = super::table(self.role, &self.models, &spec.model)?;
        if environment::hash(table.client()) != environment {
            return plan_err!(
                "{} reads another environment than the scheduler; give both the same environment id and type",
                self.role
            );
        }
        let whole = table.schema();
        if let Some(missing) = spec.columns.iter().find(|name| whole.index_of(name).is_err()) {
            let difference = format!("the column `{missing}` exists only in the sender's definition");
            return plan_err!("{}", super::differ(self.role, &spec.model, &difference));
        }
        let [input] = inputs else { return plan_err!("a scan has one input, and not {}", inputs.len()) };
        let scan = table.scan_of(spec, Arc::clone(input))?;
        if columns::hash(&scan.schema()) != columns {
            let names = scan.spec().columns.join("`, `");
            let difference = format!("one of the columns `{names}` has another type");
            return plan_err!("{}", super::differ(self.role, &scan.spec().model, &difference));
        }
        Ok(Arc::new(scan))
    }
}

impl fmt::Debug for PhysicalCodec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("weda_ballista::PhysicalCodec")
    }
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode(
        &self,
        buffer: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match envelope::read(buffer)? {
            Some(sent) => self.scan(sent, inputs),
            None => self.rest.try_decode(buffer, inputs, context, converter),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buffer: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let Some(scan) = node.downcast_ref::<WedaScan>() else { return self.rest.try_encode(node, buffer, converter) };
        let sent = SentScan {
            environment: environment::hash(super::table(self.role, &self.models, &scan.spec().model)?.client()),
            columns: columns::hash(&scan.schema()),
            spec: scan.spec().clone(),
        };
        envelope::write(&sent, buffer)
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
