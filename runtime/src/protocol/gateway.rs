use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::Window;
use super::operation::{ListSpec, Operation, PreparedList, Related, Select};
use super::sql::SqlGateway;
use super::{Answer, Endpoint};
use crate::Error;
use crate::codec::{DecodeError, Reader};
use crate::filter::SortKey;
use crate::request::Request;
use crate::value::{RowFields, Value};

/// A record as JSON.
pub(crate) type Record = Map<String, Json>;

/// A protocol of the service: encodes operations as requests and decodes answers.
///
/// Independent of connections and row types. Errors of type `String` are reasons in words.
pub(crate) trait Gateway: fmt::Debug + Send + Sync {
    fn features(&self) -> Features;

    /// Returns the host name of an environment in the public cloud.
    fn cloud_host(&self, env_id: &str) -> String;

    /// Returns true for paths of records, whose calls are all answered by the same component.
    fn leads_to_records(&self, path: &str) -> bool;

    /// Returns true if the answers have the records of a relation in place, false if they have only their ids.
    ///
    /// # Errors
    /// Returns an error if they have neither.
    fn expands(&self, relation: &Related) -> Result<bool, Error>;

    /// Encodes an operation as a request.
    fn request(&self, endpoint: Endpoint<'_>, operation: Operation<'_>) -> Result<Request, Error>;

    /// Checks that records can be sorted in this order.
    ///
    /// # Errors
    /// Returns an error if the order requires a switch.
    fn allow_order(&self, order: &[SortKey]) -> Result<(), Error>;

    /// Prepares a list without its window; its order has been checked.
    fn list(&self, endpoint: Endpoint<'_>, spec: ListSpec<'_>) -> Result<PreparedList, Error>;

    /// Prepares a list of the records with one of these values in a field, sorted by id. Returns it with the number of
    /// values that fit, from the first on.
    fn any_of(
        &self,
        endpoint: Endpoint<'_>,
        model: Cow<'static, str>,
        field: &str,
        values: &[&Value],
        select: Select,
    ) -> Result<(PreparedList, usize), Error>;

    /// Returns the window to request for a wanted window, of `most` records at most. Numbered pages start at multiples of
    /// their size.
    ///
    /// The returned window contains the start of the wanted one. Starting earlier fetches records that are discarded,
    /// and fails to reach the wanted ones if the service shortens the page, so it should start with the wanted one if
    /// possible.
    fn window(&self, wanted: Window, _most: u64) -> Window {
        wanted
    }

    /// Creates the request for a window, as returned by [`window`](Self::window), of a list.
    fn page(&self, list: Cow<'_, PreparedList>, window: Window) -> Request;

    /// Creates the request for a definition, or for all.
    fn definition(&self, model: Option<&str>) -> Result<Request, Error>;

    /// Creates the request for shared option sets.
    fn option_sets(&self, names: &[String]) -> Result<Request, Error>;

    /// Returns the gateway's SQL.
    ///
    /// # Errors
    /// Returns an error if the gateway has none.
    fn sql(&self) -> Result<&dyn SqlGateway, Error>;

    /// Splits an answer with definitions into its rows.
    fn definition_rows<'b>(&self, body: &'b str) -> Result<Vec<&'b RawValue>, String>;

    /// Returns false if a batch must not have a row with these fields.
    fn allows_in_batch(&self, _row: &RowFields) -> bool {
        true
    }

    /// Encodes a row.
    fn encode(&self, row: &RowFields) -> Result<Vec<u8>, Error>;

    /// Classifies an answer by its body, then by its status; `expect` is the documented status of success.
    ///
    /// # Errors
    /// Returns an error if the service rejected the request, or the answer is not from the service.
    fn classify(&self, status: u16, expect: u16, body: &[u8]) -> Result<(), Error>;

    /// Decodes a page of records.
    fn read_page(&self, body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String>;

    /// Splits a page into its records, some of which may be invalid; returns `None` if it is not a page.
    fn records<'b>(&self, body: &'b [u8]) -> Option<RawPage<'b>>;

    /// Returns the number of records of a page and the number of matches.
    fn outline(&self, body: &[u8]) -> Result<(usize, Option<f64>), String>;

    /// Returns the id of a created record if the answer has only the id.
    fn created_id(&self, _body: &[u8]) -> Option<String> {
        None
    }

    /// Returns the text of a record that was read or created; `None` if there is none.
    fn record<'b>(&self, body: &'b [u8]) -> Result<Option<&'b str>, String>;

    /// Returns the records of a page with all their fields, and the number of matches.
    fn all_records(&self, body: &[u8]) -> Result<(Vec<Record>, Option<f64>), String>;

    /// Returns the records that a batch created.
    fn created(&self, body: &[u8]) -> Result<Created, String>;

    /// Returns the number of records that a batch updated or deleted. The error is the name of that number.
    fn affected(&self, request: &Request, body: &[u8]) -> Result<u64, &'static str>;

    /// Returns true if a success has all that confirms a write; otherwise the write is in doubt.
    fn confirms(&self, _request: &Request, _body: &[u8]) -> bool {
        true
    }

    /// Returns the id of the record that an upsert created, or `None` if it updated one.
    fn upserted(&self, _body: &[u8]) -> Result<Option<String>, String> {
        Err("this interface has no upsert".to_owned())
    }

    /// Returns the number of records that a write by filter matched but must not change.
    fn forbidden(&self, _body: &[u8]) -> usize {
        0
    }

    /// Returns true if an answer is neither the record with this id nor empty.
    fn is_of_another_call(&self, id: &str, answer: &Answer) -> bool;

    /// Returns true if an answer can be the record that was sent.
    fn is_what_was_sent(&self, request: &Request, answer: &Answer) -> bool;
}

/// Capabilities of a gateway for bulk calls.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Features {
    /// One call can update or delete several records.
    pub several_ids: bool,
    /// Such a call has its ids in one comma-separated string.
    pub commas_between_ids: bool,
    /// Maximum length of that list of ids, in bytes.
    pub bytes_of_ids: usize,
    /// A smaller count than that of the ids means that some of them have no record; otherwise it is unexpected.
    pub missing_ids_are_counted: bool,
    /// Pages have numbers in place of offsets, so that a page of another size starts elsewhere.
    pub numbered_pages: bool,
    /// The name of the number of matches in the answer to a list, for messages.
    pub total: &'static str,
    /// A rejected batch has stored nothing.
    pub atomic_batches: bool,
    /// Ids without records, in the answer to a batch, are in the order of its rows.
    pub ids_in_order: bool,
}

/// The created records in the answer to a batch.
#[derive(Debug, Clone)]
pub(crate) enum Created {
    Records(Vec<Record>),
    Ids(Vec<String>),
}

/// Receives the records of a page, so that the page decoder is compiled once for all models.
pub(crate) trait RowSink {
    fn len(&self) -> usize;
    fn is_full(&self) -> bool;
    /// Size of a row in bytes.
    fn size(&self) -> usize;
    fn reserve(&mut self, room: usize);
    fn clear(&mut self);
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
    /// Returns the message about an invalid record, given its number in the page and its text.
    fn error_text(&self, number: usize, text: &str, error: &DecodeError) -> String;
}

/// The metadata of a page.
#[derive(Debug, Default)]
pub(crate) struct PageFacts {
    /// Number of matches, if the service returns it.
    pub count: Option<u64>,
    /// Byte range of each record's `_id` in the body.
    pub ids: Vec<Range<u32>>,
}

/// A page with its records as text.
#[derive(Debug)]
pub(crate) struct RawPage<'b> {
    pub records: Vec<&'b str>,
    pub count: Option<u64>,
}
