//! Increments, which stand on compare-and-set.

use std::borrow::Cow;
use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use serde_json::Number as JsonNumber;

use super::by_filter::refuse_read_only;
use super::change::{Changed, change};
use super::known_fields;
use crate::Error;
use crate::client::{Client, exponential};
use crate::model::{Countable, Sum};
use crate::one_record;
use crate::records::RowDecoder;
use crate::value::{Value, WireValue};

/// Default number of attempts: the limit of concurrent calls of a client, and some more.
const ATTEMPTS: u32 = 16;
/// Maximum delay after the first attempt that missed; it doubles with each.
const FIRST: Duration = Duration::from_millis(10);
const LONGEST: Duration = Duration::from_secs(1);
/// Larger whole numbers are not exact as doubles.
const MAX_EXACT: i64 = 1 << 53;

/// An increment of a number. Created by [`Row::increment`](crate::Row::increment).
#[must_use = "nothing is written until it is awaited"]
pub struct Increment<N> {
    step: Step,
    attempts: u32,
    value: fn(Sum) -> N,
}

struct Step {
    client: Client,
    model: Cow<'static, str>,
    id: String,
    field: &'static str,
    by: Value,
    is_whole: bool,
}

impl<N> Increment<N> {
    pub(super) fn new<K: Countable<Value = N>>(
        client: &Client,
        model: Cow<'static, str>,
        id: &str,
        field: &'static str,
        by: Value,
    ) -> Self {
        let step = Step { client: client.clone(), model, id: id.to_owned(), field, by, is_whole: K::IS_WHOLE };
        Self { step, attempts: ATTEMPTS, value: K::value }
    }

    /// Limits the number of attempts: if others change the number between read and write, both are repeated, with a random
    /// delay. Defaults to 16.
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts: attempts.max(1), ..self }
    }
}

impl<N: 'static> IntoFuture for Increment<N> {
    type Output = Result<N, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    /// Returns the new number.
    ///
    /// # Errors
    /// See [`Row::increment`](crate::Row::increment).
    fn into_future(self) -> Self::IntoFuture {
        let Self { step, attempts, value } = self;
        Box::pin(async move { step.run(attempts).await.map(value) })
    }
}

impl Step {
    async fn run(&self, attempts: u32) -> Result<Sum, Error> {
        refuse_read_only(&self.client)?;
        // An interface without this write is named before anything is read.
        self.write(Value(WireValue::Null), &self.by).preview()?;
        for attempt in 1..=attempts {
            let old = self.read().await?;
            let sum = self.sum(old)?;
            let (expected, new) = match old {
                Some(old) => (wire(old), wire(sum)),
                None => {
                    // A field that the service ignores has no value either, and would never have one.
                    known_fields::check(&self.client, &self.model, &[(None, self.field)]).await?;
                    (Value(WireValue::Null), wire(sum))
                }
            };
            match self.write(expected, &new).await? {
                Changed::Hit => return Ok(sum),
                Changed::Missed if attempt < attempts => {
                    tokio::time::sleep(exponential(FIRST, LONGEST, attempt).mul_f64(fastrand::f64())).await;
                }
                Changed::Missed => {}
            }
        }
        Err(Error::conflict(format!(
            "field `{}` of record `{}` of model `{}` was changed by others between read and write, {attempts} times in a row, \
             so nothing was added; try again later, or allow more by `attempts`",
            self.field, self.id, self.model
        )))
    }

    fn write(&self, expected: Value, new: &Value) -> crate::Call<Changed> {
        let fields = vec![(self.field.into(), new.clone())];
        change(&self.client, self.model.clone(), &self.id, Ok(vec![(self.field, expected)]), &fields)
    }

    /// Reads the number; an error if the record does not exist.
    async fn read(&self) -> Result<Option<Sum>, Error> {
        let record = one_record::require(&self.client, self.model.clone(), &self.id, RowDecoder::text()).await?;
        let Some(number) = record.get::<Option<JsonNumber>>(self.field)? else { return Ok(None) };
        let fraction = number.as_f64().unwrap_or(f64::NAN);
        let is_exact = fraction.fract() == 0.0 && fraction.abs() <= MAX_EXACT as f64;
        match number.as_i64() {
            Some(whole) => Ok(Some(Sum::Whole(whole))),
            None if self.is_whole && is_exact => Ok(Some(Sum::Whole(fraction as i64))),
            None if self.is_whole => Err(Error::decode(format!(
                "record {}, field `{}`: expected a whole number that fits an `i64`; correct the value, or declare the field as \
                 a number",
                self.id, self.field
            ))),
            None => Ok(Some(Sum::Fraction(fraction))),
        }
    }

    /// Adds to a number; no value counts as zero.
    fn sum(&self, old: Option<Sum>) -> Result<Sum, Error> {
        let by = match self.by.0 {
            WireValue::Int(by) => Sum::Whole(by),
            WireValue::Float(by) => Sum::Fraction(by),
            _ => return Err(self.out_of_range()),
        };
        let sum = match (old.unwrap_or(Sum::Whole(0)), by) {
            (Sum::Whole(old), Sum::Whole(by)) => {
                let sum = old.checked_add(by);
                sum.filter(|sum| self.is_whole || sum.checked_abs().is_some_and(|sum| sum <= MAX_EXACT)).map(Sum::Whole)
            }
            (old, by) => {
                let (old, by) = (double(old), double(by));
                let sum = old + by;
                // Beyond their precision, doubles swallow small numbers.
                (sum.is_finite() && (by == 0.0 || sum != old)).then_some(Sum::Fraction(sum))
            }
        };
        sum.ok_or_else(|| self.out_of_range())
    }

    fn out_of_range(&self) -> Error {
        Error::invalid_value(format!(
            "field `{}` of record `{}` cannot be incremented by this number: the sum is too large to be exact; nothing was \
             written",
            self.field, self.id
        ))
    }
}

fn wire(sum: Sum) -> Value {
    Value(match sum {
        Sum::Whole(number) => WireValue::Int(number),
        Sum::Fraction(number) => WireValue::Float(number),
    })
}

fn double(sum: Sum) -> f64 {
    match sum {
        Sum::Whole(number) => number as f64,
        Sum::Fraction(number) => number,
    }
}

impl<N> fmt::Debug for Increment<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Increment")
            .field("model", &self.step.model)
            .field("id", &self.step.id)
            .field("field", &self.step.field)
            .field("attempts", &self.attempts)
            .finish()
    }
}
