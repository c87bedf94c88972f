//! A query as a stream of batches.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::{fmt, vec};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use futures_util::stream::{Stream, StreamExt};
use weda::{Model, Query, Record};

use crate::batch::BatchBuilder;
use crate::error::{Error, RowError};

/// Bytes of JSON after which a batch ends before it has all its rows.
const MAX_BYTES: usize = 64 << 20;

type Source = Pin<Box<dyn Stream<Item = Result<Vec<Record>, weda::Error>> + Send>>;

/// A stream of batches. Created by [`batches`] and [`batches_of`].
///
/// It ends after an error. Dropping it cancels the requests in flight.
#[must_use = "nothing is read until a batch is requested"]
pub struct Batches {
    source: Option<Source>,
    records: vec::IntoIter<Record>,
    builder: BatchBuilder,
    rows: usize,
    /// The records that do not fit, if they are allowed.
    invalid: Option<Vec<RowError>>,
}

/// Reads the records of a query, typed or not, in batches of at most `rows` records.
///
/// The columns of the schema decide which fields are [selected](Query::select), whatever the query selects; records are
/// decoded from their text into the columns, not into rows. A batch ends early at 64 MiB of JSON. The stream has as many
/// pages in memory as the query [prefetches](Query::prefetch).
///
/// ```no_run
/// use weda::dynamic::field;
/// use weda_arrow::{Form, batches, schema};
/// use weda_definition::Definition;
///
/// # async fn run(client: weda::Client, student: Definition) -> Result<(), weda_arrow::Error> {
/// let query = client.model("student").query().filter(field("score").lt(60));
/// let mut batches = batches(query, schema(&student, Form::Table), 8192);
/// while let Some(batch) = batches.next().await {
///     println!("{} students", batch?.num_rows());
/// }
/// # Ok(())
/// # }
/// ```
pub fn batches<R: Model + Send>(query: Query<R>, schema: SchemaRef, rows: usize) -> Batches {
    let names = schema.fields().iter().map(|field| field.name().as_str());
    let pages = query.untyped().select(names).pages();
    Batches::new(Box::pin(pages.map(|page| page.map(|page| page.rows))), schema, rows)
}

/// Reads a stream of records, such as that of [`Query::stream`], in batches of at most `rows` records.
///
/// A query of typed rows becomes a stream of records by [`Query::untyped`].
pub fn batches_of<S>(records: S, schema: SchemaRef, rows: usize) -> Batches
where
    S: Stream<Item = Result<Record, weda::Error>> + Send + 'static,
{
    Batches::new(Box::pin(records.map(|record| record.map(|record| vec![record]))), schema, rows)
}

impl Batches {
    fn new(source: Source, schema: SchemaRef, rows: usize) -> Self {
        let builder = BatchBuilder::new(schema);
        Self { source: Some(source), records: Vec::new().into_iter(), builder, rows: rows.max(1), invalid: None }
    }

    /// Leaves out records that do not fit the schema, instead of ending with the first of them.
    /// [`take_invalid`](Self::take_invalid) returns them.
    pub fn allow_invalid(mut self) -> Self {
        self.invalid = Some(Vec::new());
        self
    }

    /// Returns the schema of the batches.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(self.builder.schema())
    }

    /// Returns the records since the last call that do not fit the schema, in order.
    #[must_use]
    pub fn take_invalid(&mut self) -> Vec<RowError> {
        self.invalid.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Returns the next batch, which has a row at least, or `None` after the last one and after an error. Cancel safe: if
    /// the future is dropped, no record is lost.
    ///
    /// # Errors
    /// Returns an error if a call fails, or a record does not fit the schema.
    pub async fn next(&mut self) -> Option<Result<RecordBatch, Error>> {
        StreamExt::next(self).await
    }

    fn poll_batch(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<RecordBatch, Error>>> {
        loop {
            for record in self.records.by_ref() {
                match (self.builder.push(&record), &mut self.invalid) {
                    (Ok(()), _) => {}
                    (Err(error), Some(invalid)) => invalid.push(error),
                    (Err(error), None) => return self.end(error.into()),
                }
                if self.builder.len() >= self.rows || self.builder.bytes() >= MAX_BYTES {
                    return self.finish();
                }
            }
            let Some(source) = &mut self.source else { return Poll::Ready(None) };
            match ready!(source.as_mut().poll_next(context)) {
                Some(Ok(records)) => self.records = records.into_iter(),
                Some(Err(error)) => return self.end(error.into()),
                None => {
                    self.source = None;
                    if !self.builder.is_empty() {
                        return self.finish();
                    }
                }
            }
        }
    }

    fn finish(&mut self) -> Poll<Option<Result<RecordBatch, Error>>> {
        match self.builder.finish() {
            Ok(batch) => Poll::Ready(Some(Ok(batch))),
            Err(error) => self.end(error.into()),
        }
    }

    fn end(&mut self, error: Error) -> Poll<Option<Result<RecordBatch, Error>>> {
        self.source = None;
        self.records = Vec::new().into_iter();
        Poll::Ready(Some(Err(error)))
    }
}

impl Stream for Batches {
    type Item = Result<RecordBatch, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_batch(context)
    }
}

impl fmt::Debug for Batches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("schema", self.builder.schema())
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}
