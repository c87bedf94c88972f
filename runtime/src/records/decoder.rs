//! The half of a query that knows what its records become.

use super::{Page, ReadRow, Record};
use crate::Error;
use crate::protocol::{Answer, Gateway};
use crate::request::Request;

/// How the records of a model are read. It gets the model's identifier, for messages.
pub(crate) struct RowDecoder<R> {
    page: ReadPage<R>,
    single: ReadSingle<R>,
}

/// Reads a page by its gateway and the name of the model.
type ReadPage<R> = fn(&dyn Gateway, &str, &[u8]) -> Result<Page<R>, String>;
/// Reads the text of a record by the name of the model.
type ReadSingle<R> = fn(&str, &str) -> Result<Option<R>, String>;

impl<R: ReadRow> RowDecoder<R> {
    /// Into the fields of a type.
    pub fn typed() -> Self {
        Self { page: |gateway, _, body| super::page(gateway, body), single: |_, text| super::single(text) }
    }
}

impl RowDecoder<Record> {
    /// As text.
    pub fn text() -> Self {
        Self { page: super::texts, single: super::text }
    }
}

impl<R> RowDecoder<R> {
    /// The page that an answer is.
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

    /// The record that an answer is; `None` where it is none.
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

    /// The same of a record that was created, which an answer must hold.
    pub fn created(&self, gateway: &dyn Gateway, model: &str, request: &Request, answer: &Answer) -> Result<R, Error> {
        self.record(gateway, model, request, answer)?
            .ok_or_else(|| Error::decode("the answer holds no record".to_owned()).in_call(request, &answer.request_id))
    }

    /// The record that a text is; `None` where it is none.
    pub fn single(&self, model: &str, text: &str) -> Result<Option<R>, String> {
        (self.single)(model, text)
    }
}

impl<R> Clone for RowDecoder<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for RowDecoder<R> {}
