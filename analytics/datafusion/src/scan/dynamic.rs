//! Filters that other nodes of a plan fill in while it runs: a join with few rows on one side asks for the records of the
//! other side by their ids.

use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::Column as Name;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{BinaryExpr as LogicalBinary, Expr, Operator};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, Column, DynamicFilterPhysicalExpr, InListExpr, Literal};

use crate::condition::Condition;
use crate::source::Source;
use crate::spec::ScanSpec;

/// Returns the specification with what the filters say by now. Rows that they leave out may still come: the node that fills
/// a filter in does not rely on it.
pub(super) fn narrowed(
    source: &Source,
    schema: &SchemaRef,
    spec: &ScanSpec,
    filters: &[Arc<dyn PhysicalExpr>],
) -> ScanSpec {
    // A limit counts rows before such a filter.
    if filters.is_empty() || spec.limit.is_some() {
        return spec.clone();
    }
    let parts = filters.iter().flat_map(current).filter_map(|expr| logical(&expr, schema));
    let pushed =
        source.translated(|translator| parts.filter_map(|expr| translator.translate(&expr)).collect::<Vec<_>>());
    let mut conditions: Vec<Condition> = spec.condition.clone().into_iter().collect();
    for pushed in pushed {
        conditions.push(pushed.condition);
        if !source.can_send(&Condition::All(conditions.clone())) {
            conditions.pop();
        }
    }
    ScanSpec { condition: Condition::all(conditions), ..spec.clone() }
}

/// Returns true for a filter that is filled in.
pub(super) fn is_dynamic(filter: &Arc<dyn PhysicalExpr>) -> bool {
    filter.downcast_ref::<DynamicFilterPhysicalExpr>().is_some()
}

/// Returns the parts of what the filter says now, all of which must be true.
fn current(filter: &Arc<dyn PhysicalExpr>) -> Vec<Arc<dyn PhysicalExpr>> {
    let filter = filter.downcast_ref::<DynamicFilterPhysicalExpr>();
    let mut open: Vec<_> = filter.and_then(|filter| filter.current().ok()).into_iter().collect();
    let mut parts = Vec::new();
    while let Some(expr) = open.pop() {
        match expr.downcast_ref::<BinaryExpr>() {
            Some(both) if *both.op() == Operator::And => {
                open.extend([Arc::clone(both.left()), Arc::clone(both.right())])
            }
            _ => parts.push(expr),
        }
    }
    parts
}

/// Returns the expression as one of the logical plan, if it compares columns with values.
fn logical(expr: &Arc<dyn PhysicalExpr>, schema: &SchemaRef) -> Option<Expr> {
    if let Some(column) = expr.downcast_ref::<Column>() {
        return Some(Expr::Column(Name::from_name(schema.fields().get(column.index())?.name())));
    }
    if let Some(literal) = expr.downcast_ref::<Literal>() {
        return Some(Expr::Literal(literal.value().clone(), None));
    }
    if let Some(list) = expr.downcast_ref::<InListExpr>() {
        let values = list.list().iter().map(|value| logical(value, schema)).collect::<Option<Vec<_>>>()?;
        return Some(Expr::InList(InList::new(Box::new(logical(list.expr(), schema)?), values, list.negated())));
    }
    let binary = expr.downcast_ref::<BinaryExpr>()?;
    let (left, right) = (logical(binary.left(), schema)?, logical(binary.right(), schema)?);
    Some(Expr::BinaryExpr(LogicalBinary::new(Box::new(left), *binary.op(), Box::new(right))))
}
