//! The half of a query that knows what its records become.

use super::{Page, ReadRow};
use crate::Error;
use crate::protocol::answer::Answer;
use crate::request::Request;

/// How the records of a model are read. It gets the model's identifier, for messages.
pub(crate) struct RowDecoder<R> {
    page: fn(&str, &[u8]) -> Result<Page<R>, String>,
    single: fn(&str, &[u8]) -> Result<Option<R>, String>,
}

impl<R: ReadRow> RowDecoder<R> {
    /// Into the fields of a type.
    pub fn typed() -> Self {
        Self { page: |_, body| super::page(body), single: |_, body| super::single(body) }
    }
}

impl<R> RowDecoder<R> {
    pub fn new(
        page: fn(&str, &[u8]) -> Result<Page<R>, String>,
        single: fn(&str, &[u8]) -> Result<Option<R>, String>,
    ) -> Self {
        Self { page, single }
    }

    /// The page that an answer is.
    pub fn page(&self, model: &str, request: &Request, answer: &Answer) -> Result<Page<R>, Error> {
        (self.page)(model, &answer.body).map_err(|fault| Error::decode(fault).in_call(request, &answer.request_id))
    }

    /// The record that a body is; `None` where it is none.
    pub fn single(&self, model: &str, body: &[u8]) -> Result<Option<R>, String> {
        (self.single)(model, body)
    }
}

impl<R> Clone for RowDecoder<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for RowDecoder<R> {}
