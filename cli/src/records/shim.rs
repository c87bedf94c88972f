use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use clap::Args;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Format, guess};
use crate::definition::Fields;
use crate::failure::Trouble;

pub(crate) type ReadError = super::source::Unread;

#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadOptions {
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
}

#[derive(Debug, Clone)]
pub(crate) struct RawRow(String);
impl RawRow {
    pub fn text(&self) -> &str {
        &self.0
    }
}
#[derive(Debug, Clone)]
pub(crate) struct InvalidRow {
    pub reason: String,
}
pub(crate) struct Row {
    pub number: u64,
    pub record: Result<String, InvalidRow>,
    pub raw: RawRow,
}
pub(crate) struct Source {
    inner: super::source::Source,
    format: Format,
    size: Option<u64>,
}
impl Source {
    pub fn open(path: &Path, options: &ReadOptions, fields: Option<Arc<Fields>>) -> Result<Self, Trouble> {
        let fail = |error| Trouble::Unreadable { path: path.to_owned(), error };
        let (mut file, size): (Box<dyn Read + Send>, _) = if path == Path::new("-") {
            (Box::new(std::io::stdin()), None)
        } else {
            let f = File::open(path).map_err(fail)?;
            let l = f.metadata().map_err(fail)?.len();
            (Box::new(f), Some(l))
        };
        let mut beginning = Vec::new();
        file.by_ref().take(65536).read_to_end(&mut beginning).map_err(fail)?;
        let format = options.format.or_else(|| match Format::of_path(path) {
            Some(Format::Json) => guess(&beginning),
            f => f.or_else(|| guess(&beginning)),
        });
        let Some(format) = format else { return Err(Trouble::NoFormat { path: path.to_owned() }) };
        let inner = super::source::Source::new(format, Box::new(Cursor::new(beginning).chain(file)), fields)
            .map_err(Trouble::Rows)?;
        Ok(Self { inner, format, size })
    }
    pub fn format(&self) -> Format {
        self.format
    }
    pub fn notes(&self) -> &[String] {
        &[]
    }
    pub fn bytes(&self) -> Arc<AtomicU64> {
        self.inner.bytes()
    }
    pub fn size(&self) -> Option<u64> {
        self.size
    }
    pub fn reject_form(&self) -> RejectForm {
        RejectForm
    }
}
impl Iterator for Source {
    type Item = Result<Row, ReadError>;
    fn next(&mut self) -> Option<Self::Item> {
        Some(self.inner.next()?.map(|row| match row.text {
            Ok(text) => {
                let text = match serde_json::from_str::<Value>(&text) {
                    Ok(v) if v.get("reason").is_some() && v.get("record").is_some() => v["record"].to_string(),
                    _ => text,
                };
                Row { number: row.number, record: Ok(text.clone()), raw: RawRow(text) }
            }
            Err(unfit) => {
                Row { number: row.number, record: Err(InvalidRow { reason: unfit.reason }), raw: RawRow(unfit.raw) }
            }
        }))
    }
}
#[derive(Debug, Clone)]
pub(crate) struct RejectForm;
impl RejectForm {
    pub fn ending(&self) -> &'static str {
        "rejects.ndjson"
    }
    pub fn head(&self) -> Vec<u8> {
        Vec::new()
    }
    pub fn line(&self, row: u64, raw: &RawRow, reason: &str) -> Vec<u8> {
        let record = serde_json::from_str::<&RawValue>(&raw.0);
        let record = record.ok().filter(|record| !record.get().contains(['\n', '\r']));
        let line = match record {
            Some(record) => format!(r#"{{"row":{row},"reason":{},"record":{}}}"#, Value::from(reason), record.get()),
            None => json!({ "row": row, "reason": reason, "record": raw.0 }).to_string(),
        };
        (line + "\n").into_bytes()
    }
}
