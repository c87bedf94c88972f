//! One JSON object per line.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::json::writer::{LineDelimited, WriterBuilder};
use weda_definition::printable_json;

use super::{Sink, SinkError, Target};

/// Nulls are written, so that every line has every column.
pub(super) struct JsonRows {
    target: Target,
}

impl JsonRows {
    pub(super) fn new(target: Target) -> Self {
        Self { target }
    }
}

impl Sink for JsonRows {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), SinkError> {
        let mut lines = Vec::new();
        let mut writer = WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(&mut lines);
        writer.write(batch)?;
        writer.finish()?;
        // Control characters beyond ASCII are escaped too, so that a terminal cannot be steered.
        let text = String::from_utf8_lossy(&lines);
        for line in text.lines() {
            writeln!(self.target, "{}", printable_json(line))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Target, SinkError> {
        self.target.flush()?;
        Ok(self.target)
    }
}
