//! Zero without a sign.

use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};
use datafusion::scalar::ScalarValue;

/// A rule that turns `-0.0` of a query into `0.0`, as tables read it. They are equal for SQL and for the service; the engine
/// compares their bits. One of [`with_rules`](crate::with_rules).
#[derive(Debug, Default, Clone, Copy)]
pub struct UnsignedZero;

impl OptimizerRule for UnsignedZero {
    fn name(&self) -> &str {
        "weda_unsigned_zero"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let names = NamePreserver::new(&plan);
        plan.map_expressions(|expr| {
            let name = names.save(&expr);
            Ok(expr.transform(|expr| Ok(unsigned(expr)))?.update_data(|expr| name.restore(expr)))
        })
    }
}

fn unsigned(expr: Expr) -> Transformed<Expr> {
    match expr {
        // Equal to -0.0, whose sign addition drops.
        Expr::Literal(ScalarValue::Float64(Some(number)), metadata) if number == 0.0 && number.is_sign_negative() => {
            Transformed::yes(Expr::Literal(ScalarValue::Float64(Some(0.0)), metadata))
        }
        other => Transformed::no(other),
    }
}
