//! From expressions of the engine to conditions of the service.
//!
//! A condition matches at least the records for which the expression is true, and exactly those if it is called exact. `AND`
//! and `OR` keep that; `NOT` does not, so nothing is translated below one.

mod choice;
mod column;
mod comparison;
mod like;
mod literal;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::logical_expr::expr::InList;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Operator};
use datafusion::scalar::ScalarValue;
use weda_definition::{Definition, Kind};

use crate::condition::{Condition, Sign};
use crate::options::Texts;
use column::Column;
use literal::literal;

/// Maximum number of values of a list: addresses have an end.
const LONGEST_LIST: usize = 100;

/// A condition for an expression.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pushed {
    pub condition: Condition,
    /// The condition matches no other records than the expression.
    pub exact: bool,
}

impl Pushed {
    /// The condition of an expression that is never true.
    const NEVER: Pushed = Pushed { condition: Condition::Never, exact: true };
}

/// Translates expressions about the records of a model.
pub(crate) struct Translator<'a> {
    pub definition: &'a Definition,
    pub schema: &'a SchemaRef,
    pub texts: Texts,
    /// Conditions on absence may take an empty text for absent.
    pub null_may_be_empty: bool,
    /// Returns true if the client can send the condition, by its gateway and its dialect.
    pub can_send: &'a dyn Fn(&Condition) -> bool,
}

impl Translator<'_> {
    /// Returns the condition for an expression, or `None` if the service cannot be asked for it.
    pub fn translate(&self, expr: &Expr) -> Option<Pushed> {
        match expr {
            Expr::Alias(alias) => self.translate(&alias.expr),
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => self.both(left, right),
            Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
                let (a, b) = (self.translate(left)?, self.translate(right)?);
                let exact = a.exact && b.exact;
                Some(Pushed { condition: Condition::any(vec![a.condition, b.condition]), exact })
            }
            Expr::BinaryExpr(BinaryExpr { left, op, right }) => self.comparison(left, sign(*op)?, right),
            Expr::Between(between) => self.between(between),
            Expr::InList(list) => self.list(list),
            Expr::Like(like) => self.like(like),
            Expr::Column(_) => self.flag(expr, true),
            Expr::Not(inner) | Expr::IsFalse(inner) => self.flag(inner, false),
            // An unknown condition is not true, and a filter leaves both out.
            Expr::IsTrue(inner) => self.translate(inner),
            Expr::IsNull(inner) => self.null(inner, true),
            Expr::IsNotNull(inner) => self.null(inner, false),
            Expr::Literal(ScalarValue::Boolean(Some(false)) | ScalarValue::Boolean(None), _) => Some(Pushed::NEVER),
            _ => None,
        }
    }

    /// Of two expressions that must both be true, one can be asked for alone.
    fn both(&self, left: &Expr, right: &Expr) -> Option<Pushed> {
        match (self.translate(left), self.translate(right)) {
            (Some(a), Some(b)) => {
                let exact = a.exact && b.exact;
                Some(Pushed { condition: Condition::all(vec![a.condition, b.condition])?, exact })
            }
            (Some(one), None) | (None, Some(one)) => {
                // What is never true needs no other condition.
                let exact = one == Pushed::NEVER;
                Some(Pushed { exact, ..one })
            }
            (None, None) => None,
        }
    }

    fn comparison(&self, left: &Expr, sign: Sign, right: &Expr) -> Option<Pushed> {
        match (self.column(left), literal(right)) {
            (Some(column), Some(value)) => self.compare(&column, sign, &value),
            _ => self.compare(&self.column(right)?, sign.flipped(), &literal(left)?),
        }
    }

    fn between(&self, Between { expr, negated, low, high }: &Between) -> Option<Pushed> {
        let column = self.column(expr)?;
        let (low, high) = (literal(low)?, literal(high)?);
        let (first, second) = if *negated { (Sign::Lt, Sign::Gt) } else { (Sign::Ge, Sign::Le) };
        let (a, b) = (self.compare(&column, first, &low)?, self.compare(&column, second, &high)?);
        let exact = a.exact && b.exact;
        let both = vec![a.condition, b.condition];
        let condition = if *negated { Condition::any(both) } else { Condition::all(both)? };
        Some(Pushed { condition, exact })
    }

    fn list(&self, InList { expr, list, negated }: &InList) -> Option<Pushed> {
        let column = self.column(expr)?;
        let values = list.iter().map(literal).collect::<Option<Vec<_>>>()?;
        self.one_of(&column, &values, *negated)
    }

    fn one_of(&self, column: &Column<'_>, values: &[ScalarValue], negated: bool) -> Option<Pushed> {
        // `x NOT IN (1, NULL)` is never true; `x IN (1, NULL)` is true where `x IN (1)` is.
        if negated && values.iter().any(ScalarValue::is_null) {
            return Some(Pushed::NEVER);
        }
        let sign = if negated { Sign::Ne } else { Sign::Eq };
        let values = values.iter().filter(|value| !value.is_null());
        let pushed = values.map(|value| self.compare(column, sign, value)).collect::<Option<Vec<_>>>()?;
        if pushed.len() > LONGEST_LIST {
            return None;
        }
        let exact = pushed.iter().all(|pushed| pushed.exact);
        let conditions: Vec<_> = pushed.into_iter().map(|pushed| pushed.condition).collect();
        let condition = if negated { Condition::all(conditions)? } else { equal_to_one(conditions) };
        Some(Pushed { condition, exact })
    }

    fn flag(&self, expr: &Expr, is: bool) -> Option<Pushed> {
        let column = self.column(expr).filter(|column| *column.kind == Kind::Boolean)?;
        self.compare(&column, Sign::Eq, &ScalarValue::Boolean(Some(is)))
    }

    /// Checks that the client can send the condition.
    fn sendable(&self, condition: Condition, exact: bool) -> Option<Pushed> {
        (self.can_send)(&condition).then_some(Pushed { condition, exact })
    }
}

/// Joins comparisons of one field by `=` into a list.
fn equal_to_one(conditions: Vec<Condition>) -> Condition {
    let mut fields = Vec::new();
    let mut values = Vec::new();
    for condition in &conditions {
        if let Condition::Compare { field, sign: Sign::Eq, value } = condition {
            fields.push(field);
            values.push(value.clone());
        }
    }
    match fields.first() {
        Some(field) if values.len() == conditions.len() && values.len() > 1 => {
            Condition::OneOf { field: (*field).clone(), values }
        }
        _ => Condition::any(conditions),
    }
}

fn sign(op: Operator) -> Option<Sign> {
    Some(match op {
        Operator::Eq => Sign::Eq,
        Operator::NotEq => Sign::Ne,
        Operator::Gt => Sign::Gt,
        Operator::GtEq => Sign::Ge,
        Operator::Lt => Sign::Lt,
        Operator::LtEq => Sign::Le,
        _ => return None,
    })
}
