//! Columns of expressions.

use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::ScalarFunction;
use weda_definition::Kind;

use super::literal::{literal, text};
use super::{Pushed, Translator};
use crate::condition::Condition;

/// A column that an expression compares.
pub(super) struct Column<'a> {
    pub name: String,
    pub kind: &'a Kind,
    pub data_type: &'a DataType,
    /// The part of a moment that is compared.
    pub part: Part,
}

/// The part of a moment that an expression compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Moment,
    /// `moment::date`, a day.
    Date,
    /// `date_trunc('day', moment)`, the first moment of a day.
    DayStart,
}

impl Column<'_> {
    fn is_moment(&self) -> bool {
        *self.kind == Kind::DateTime && self.part == Part::Moment
    }
}

impl<'t> Translator<'t> {
    /// Returns the column of an expression that is a column, or a cast of one that keeps order and equality.
    pub(super) fn column(&self, expr: &Expr) -> Option<Column<'t>> {
        match expr {
            Expr::Alias(alias) => self.column(&alias.expr),
            Expr::Column(column) => {
                let data_type = self.schema.field_with_name(&column.name).ok()?.data_type();
                let kind = match self.definition.field(&column.name) {
                    Some(field) => &field.kind,
                    // Definitions may leave out what every record has.
                    None => &Kind::Text,
                };
                Some(Column { name: column.name.clone(), kind, data_type, part: Part::Moment })
            }
            Expr::Cast(cast) => {
                let column = self.column(&cast.expr)?;
                let to = cast.field.data_type();
                if column.is_moment() && *to == DataType::Date32 {
                    return Some(Column { part: Part::Date, ..column });
                }
                // A cast of a part does not compare the column.
                (column.part == Part::Moment && keeps(column.data_type, to)).then_some(column)
            }
            Expr::ScalarFunction(ScalarFunction { func, args }) if func.name() == "date_trunc" => {
                let [unit, moment] = args.as_slice() else { return None };
                let column = self.column(moment).filter(Column::is_moment)?;
                text(&literal(unit)?)?.eq_ignore_ascii_case("day").then_some(Column { part: Part::DayStart, ..column })
            }
            _ => None,
        }
    }

    /// Translates `IS NULL` and `IS NOT NULL`, if the client can ask for them.
    ///
    /// Only for kinds of which absence is read as null, and nothing else is.
    pub(super) fn null(&self, expr: &Expr, is_null: bool) -> Option<Pushed> {
        let Expr::Column(_) = expr else { return None };
        let column = self.column(expr)?;
        let exact = match column.kind {
            Kind::Number | Kind::Integer | Kind::Boolean | Kind::DateTime | Kind::Date | Kind::Time => true,
            Kind::Text | Kind::AutoNumber(_) | Kind::Choice(_) if column.name != "_id" => !self.null_may_be_empty,
            _ => return None,
        };
        // What is taken for absent must not be left out.
        if !exact && !is_null {
            return None;
        }
        self.sendable(Condition::Null { field: column.name, is_null }, exact)
    }
}

/// Returns true if a cast keeps order and equality of the values.
fn keeps(from: &DataType, to: &DataType) -> bool {
    use DataType::{Dictionary, Float64, Int64, LargeUtf8, Time32, Time64, Timestamp, Utf8, Utf8View};
    match (from, to) {
        (Dictionary(..) | Utf8, Utf8 | Utf8View | LargeUtf8) => true,
        (Int64, Float64) => true,
        // Another zone, or none, would be another time of day.
        (Timestamp(from, zone), Timestamp(to, other)) => zone == other && is_finer(*to, *from),
        (Time32(from), Time32(to) | Time64(to)) => is_finer(*to, *from),
        _ => false,
    }
}

fn is_finer(unit: TimeUnit, than: TimeUnit) -> bool {
    let rank = |unit| match unit {
        TimeUnit::Second => 0,
        TimeUnit::Millisecond => 1,
        TimeUnit::Microsecond => 2,
        TimeUnit::Nanosecond => 3,
    };
    rank(unit) >= rank(than)
}
