//! The generic part of a query: decoding of its records.

use std::sync::Arc;

use super::{Page, ReadRow, Record};
use crate::Error;
use crate::codec::Found;
use crate::protocol::operation::{Related, Select, Selection};
use crate::protocol::{Answer, Gateway};
use crate::request::Request;

/// Decodes the records of a model, whose identifier is passed for messages.
pub(crate) struct RowDecoder<R> {
    page: ReadPage<R>,
    single: ReadSingle<R>,
    select: Select,
    related: &'static [Related],
}

/// Decodes a page, given its gateway and the model's identifier.
type ReadPage<R> = fn(&dyn Gateway, &str, &[u8]) -> Result<Page<R>, String>;
/// Decodes the text of a record, given the model's identifier and the related records.
type ReadSingle<R> = fn(&str, &str, Option<&Arc<Found>>) -> Result<Option<R>, String>;

impl<R: ReadRow> RowDecoder<R> {
    /// Decodes into the fields of a type.
    pub fn typed() -> Self {
        Self {
            page: |gateway, _, body| super::page(gateway, body),
            single: |_, text, found| super::single(text, found.cloned()),
            select: || Selection { fields: R::loads(), relations: R::references(), related: R::RELATED },
            related: R::RELATED,
        }
    }
}

impl RowDecoder<Record> {
    /// Keeps records as text.
    pub fn text() -> Self {
        Self {
            page: super::texts,
            single: |model, text, _| super::text(model, text),
            select: Selection::all,
            related: &[],
        }
    }
}

impl<R> RowDecoder<R> {
    /// Returns the fields that are decoded.
    pub fn select(&self) -> Select {
        self.select
    }

    /// Decodes the page of an answer.
    pub fn page(
        &self,
        gateway: &dyn Gateway,
        model: &str,
        request: &Request,
        answer: &Answer,
    ) -> Result<Page<R>, Error> {
        (self.page)(gateway, model, &answer.body)
            .map_err(|error| Error::decode(error).in_call(request, &answer.request_id))
    }

    /// Decodes the record of an answer; returns `None` if it has none.
    pub fn record(
        &self,
        gateway: &dyn Gateway,
        model: &str,
        request: &Request,
        answer: &Answer,
    ) -> Result<Option<R>, Error> {
        let record =
            gateway.record(&answer.body).and_then(|text| text.map_or(Ok(None), |text| self.single(model, text)));
        record.map_err(|error| Error::decode(error).in_call(request, &answer.request_id))
    }

    /// Decodes a record from its text; returns `None` if it is not a record.
    pub fn single(&self, model: &str, text: &str) -> Result<Option<R>, String> {
        (self.single)(model, text, None)
    }

    /// Returns the relations whose records are loaded.
    pub fn related(&self) -> &'static [Related] {
        self.related
    }

    /// Decodes a record with the records of its relations.
    pub fn linked(&self, model: &str, record: &Record, found: &Arc<Found>) -> Result<R, String> {
        let row = (self.single)(model, record.as_json(), Some(found))?;
        row.ok_or_else(|| format!("model `{model}`: a record has no `_id`"))
    }
}

impl<R> Clone for RowDecoder<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for RowDecoder<R> {}
