//! The half of a query that knows what its records become.

use crate::answer::Answer;
use crate::request::Request;
use crate::{Error, Row, codec};

/// How the records of a model are read. It gets the model's identifier, for messages.
pub(crate) struct Reading<R> {
    page: fn(&str, &[u8]) -> Result<codec::Page<R>, String>,
    single: fn(&str, &[u8]) -> Result<Option<R>, String>,
}

impl<R: Row> Reading<R> {
    /// Into the fields of a type.
    pub fn typed() -> Self {
        Self { page: |_, body| codec::page(body), single: |_, body| codec::single(body) }
    }
}

impl<R> Reading<R> {
    pub fn new(
        page: fn(&str, &[u8]) -> Result<codec::Page<R>, String>,
        single: fn(&str, &[u8]) -> Result<Option<R>, String>,
    ) -> Self {
        Self { page, single }
    }

    /// The page that an answer is.
    pub fn page(&self, model: &str, request: &Request, answer: &Answer) -> Result<codec::Page<R>, Error> {
        (self.page)(model, &answer.body).map_err(|fault| Error::decode(fault).in_call(request, &answer.request_id))
    }

    /// The record that a body is; `None` where it is none.
    pub fn single(&self, model: &str, body: &[u8]) -> Result<Option<R>, String> {
        (self.single)(model, body)
    }
}

impl<R> Clone for Reading<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Reading<R> {}
