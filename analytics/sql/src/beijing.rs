//! Values as text: points in time in Beijing time, lists and objects as JSON, the rest as Arrow prints it.

use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::json::writer::{LineDelimited, WriterBuilder};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};

/// The zone of all points in time.
const ZONE: &str = "Asia/Shanghai";

/// Days, and times with a fraction only where they have one.
const FORMATS: FormatOptions<'static> = FormatOptions::new()
    .with_display_error(false)
    .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
    .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f"));

/// Casts a point in time of another zone to that of Beijing. Times without a zone are as the query made them.
fn in_beijing(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    match column.data_type() {
        DataType::Timestamp(unit, Some(zone)) if **zone != *ZONE => {
            cast(column, &DataType::Timestamp(*unit, Some(ZONE.into())))
        }
        _ => Ok(ArrayRef::clone(column)),
    }
}

/// Lists and objects as JSON, without the members that are null; a text in JSON for each row.
fn as_json(column: &ArrayRef) -> Result<Vec<String>, ArrowError> {
    const BEFORE: &str = "{\"v\":";
    let batch = RecordBatch::try_from_iter_with_nullable([("v", ArrayRef::clone(column), true)])?;
    let mut lines = Vec::new();
    let mut writer = WriterBuilder::new().build::<_, LineDelimited>(&mut lines);
    writer.write(&batch)?;
    writer.finish()?;
    let inner =
        |line: &str| line.strip_prefix(BEFORE).and_then(|line| line.strip_suffix('}')).unwrap_or_default().to_owned();
    Ok(String::from_utf8_lossy(&lines).lines().map(inner).collect())
}

/// The texts of a column.
enum Texts<'a> {
    Formatted(ArrayFormatter<'a>),
    Json(Vec<String>),
}

impl<'a> Texts<'a> {
    fn of(column: &'a ArrayRef) -> Result<Self, ArrowError> {
        Ok(match column.data_type().is_nested() {
            true => Self::Json(as_json(column)?),
            false => Self::Formatted(ArrayFormatter::try_new(column, &FORMATS)?),
        })
    }

    fn text(&self, at: usize) -> Result<String, ArrowError> {
        match self {
            Self::Formatted(formatter) => formatter.value(at).try_to_string(),
            Self::Json(texts) => Ok(texts.get(at).cloned().unwrap_or_default()),
        }
    }
}

/// Calls `row` with the texts of each row of a batch; null is `None`.
///
/// # Errors
/// Returns an error if a column cannot be printed, and the errors of `row`.
pub(crate) fn each_row<E: From<ArrowError>>(
    batch: &RecordBatch,
    mut row: impl FnMut(Vec<Option<String>>) -> Result<(), E>,
) -> Result<(), E> {
    let columns: Vec<ArrayRef> = batch.columns().iter().map(in_beijing).collect::<Result<_, _>>()?;
    let formatters: Vec<Texts<'_>> = columns.iter().map(Texts::of).collect::<Result<_, _>>()?;
    for at in 0..batch.num_rows() {
        let mut texts = Vec::with_capacity(columns.len());
        for (column, formatter) in columns.iter().zip(&formatters) {
            texts.push(match column.is_null(at) {
                true => None,
                false => Some(formatter.text(at)?),
            });
        }
        row(texts)?;
    }
    Ok(())
}
