//! Values of expressions.

use datafusion::logical_expr::Expr;
use datafusion::scalar::ScalarValue;

use crate::condition::Literal;

/// Whole numbers below are doubles too, and only one whole number is that double.
///
/// A service may store digits or doubles, and the engine has doubles in a number column: beyond this bound they differ.
const EXACT: i64 = 1 << 53;

/// Returns the value of an expression that is one.
pub(super) fn literal(expr: &Expr) -> Option<ScalarValue> {
    match expr {
        Expr::Literal(ScalarValue::Dictionary(_, value), _) => Some((**value).clone()),
        Expr::Literal(value, _) => Some(value.clone()),
        _ => None,
    }
}

pub(super) fn text(value: &ScalarValue) -> Option<String> {
    value.try_as_str().flatten().map(str::to_owned)
}

pub(super) fn flag(value: &ScalarValue) -> Option<bool> {
    match value {
        ScalarValue::Boolean(flag) => *flag,
        _ => None,
    }
}

/// Returns a number; NaN, infinity and large numbers have no literal that means the same to the service.
pub(super) fn number(value: &ScalarValue) -> Option<Literal> {
    match value {
        ScalarValue::Int64(Some(whole)) if whole.unsigned_abs() < EXACT.unsigned_abs() => Some(Literal::Whole(*whole)),
        ScalarValue::Float64(Some(number)) if number.abs() < EXACT as f64 => Some(match number.fract() == 0.0 {
            // Digits alone, and zero without a sign, as columns have it.
            true => Literal::Whole(*number as i64),
            false => Literal::Number(*number),
        }),
        _ => None,
    }
}

/// Returns the day in days since 1970-01-01. Days beyond the calendar of the client, the years 1 to 9999, have none.
pub(super) fn day(value: &ScalarValue) -> Option<i32> {
    match value {
        ScalarValue::Date32(Some(day)) if (-719_162..=2_932_896).contains(day) => Some(*day),
        _ => None,
    }
}

/// Returns Unix milliseconds; what is finer has none.
pub(super) fn moment(value: &ScalarValue) -> Option<i64> {
    match value {
        ScalarValue::TimestampSecond(Some(value), _) => value.checked_mul(1_000),
        ScalarValue::TimestampMillisecond(Some(value), _) => Some(*value),
        ScalarValue::TimestampMicrosecond(Some(value), _) => whole(*value, 1_000),
        ScalarValue::TimestampNanosecond(Some(value), _) => whole(*value, 1_000_000),
        _ => None,
    }
}

/// Returns the day that begins at a moment, in days since 1970-01-01; other moments have none.
pub(super) fn day_start(value: &ScalarValue) -> Option<i32> {
    let millis = moment(value)?;
    weda_arrow::day_of(millis).filter(|day| weda_arrow::first_milli(*day) == millis)
}

/// Returns milliseconds since midnight; what is finer has none.
pub(super) fn time(value: &ScalarValue) -> Option<i64> {
    match value {
        ScalarValue::Time32Second(Some(value)) => Some(i64::from(*value) * 1_000),
        ScalarValue::Time32Millisecond(Some(value)) => Some((*value).into()),
        ScalarValue::Time64Microsecond(Some(value)) => whole(*value, 1_000),
        ScalarValue::Time64Nanosecond(Some(value)) => whole(*value, 1_000_000),
        _ => None,
    }
}

fn whole(value: i64, per: i64) -> Option<i64> {
    (value % per == 0).then_some(value / per)
}
