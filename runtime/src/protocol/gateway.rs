use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde_json::{Map, Value as Json};

use super::Window;
use super::operation::{ListSpec, Operation, PreparedList};
use super::{Answer, Endpoint};
use crate::Error;
use crate::codec::{DecodeError, Reader};
use crate::filter::SortKey;
use crate::request::Request;
use crate::value::{RowFields, Value};

/// A record as JSON.
pub(crate) type Record = Map<String, Json>;

/// One way to speak to the service: how what is asked becomes requests, and what answers say.
///
/// It knows no connection and no type of a row. Reasons why an answer cannot be read are sentences about it.
pub(crate) trait Gateway: fmt::Debug + Send + Sync {
    fn features(&self) -> Features;

    /// The host name of an environment in the public cloud.
    fn cloud_host(&self, env_id: &str) -> String;

    /// Whether a path leads to records, whose calls are all answered by one place.
    fn leads_to_records(&self, path: &str) -> bool;

    /// The request of a call.
    fn request(&self, endpoint: Endpoint<'_>, operation: Operation<'_>) -> Result<Request, Error>;

    /// Says whether records can be sorted so, be there any or not.
    ///
    /// # Errors
    /// The order waits for a switch.
    fn allow_order(&self, order: &[SortKey]) -> Result<(), Error>;

    /// A list, but for its window; its order is allowed.
    fn list(&self, endpoint: Endpoint<'_>, spec: ListSpec<'_>) -> Result<PreparedList, Error>;

    /// The list of the records that have one of these values in a field, by their ids, and how many of the values there is
    /// room for, from the first on.
    fn any_of(
        &self,
        endpoint: Endpoint<'_>,
        model: Cow<'static, str>,
        field: &str,
        values: &[&Value],
    ) -> Result<(PreparedList, usize), Error>;

    /// The window that is asked for where this one is wanted: pages with numbers begin at multiples of their size.
    ///
    /// It holds the beginning of the wanted one, and may end before or behind it. One that begins before it fetches records
    /// that are thrown away, and where the service cuts pages short it may end before the first that is wanted: so begins with
    /// the wanted one where that is possible.
    fn window(&self, wanted: Window) -> Window {
        wanted
    }

    /// The request for a window of a list, as [`window`](Self::window) has it.
    fn page(&self, list: Cow<'_, PreparedList>, window: Window) -> Request;

    /// The address of a definition, or of all.
    fn definition(&self, model: Option<&str>) -> Result<Request, Error>;

    /// The address of shared option sets.
    fn option_sets(&self, names: &[String]) -> Request;

    /// A row of a batch.
    fn encode(&self, row: &RowFields) -> Result<Vec<u8>, Error>;

    /// Judges an answer by its body, then by its status; `expect` is the documented status of success.
    ///
    /// # Errors
    /// If the service said no, or the answer is not one of this service.
    fn classify(&self, status: u16, expect: u16, body: &[u8]) -> Result<(), Error>;

    /// Reads a page of records.
    fn read_page(&self, body: &[u8], rows: &mut dyn RowSink) -> Result<PageFacts, String>;

    /// The same record by record, where some may not fit their type; `None` if it is not a page.
    fn records<'b>(&self, body: &'b [u8]) -> Option<RawPage<'b>>;

    /// How many records a page holds, and how many match.
    fn outline(&self, body: &[u8]) -> Result<(usize, Option<f64>), String>;

    /// The id of a record that was created, where the answer has the id alone.
    fn created_id(&self, _body: &[u8]) -> Option<String> {
        None
    }

    /// The text of a record that was read or created; `None` where there is none.
    fn record<'b>(&self, body: &'b [u8]) -> Result<Option<&'b str>, String>;

    /// The records of a page, with all that they hold, and how many match.
    fn all_records(&self, body: &[u8]) -> Result<(Vec<Record>, Option<f64>), String>;

    /// What a batch created.
    fn created(&self, body: &[u8]) -> Result<Created, String>;

    /// How many records a call about several has changed or deleted, and how the service calls that number.
    fn affected(&self, request: &Request, body: &[u8]) -> Result<u64, &'static str>;

    /// Whether an answer is neither the record with this id nor none at all.
    fn is_of_another_call(&self, id: &str, answer: &Answer) -> bool;

    /// Whether an answer can be the record that was sent.
    fn is_what_was_sent(&self, request: &Request, answer: &Answer) -> bool;
}

/// What calls about many records may rely on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Features {
    /// One call changes or deletes several records.
    pub several_ids: bool,
    /// The ids of such a call stand in one text, with commas between them.
    pub commas_between_ids: bool,
    /// How long the list of ids of such a call may be.
    pub bytes_of_ids: usize,
    /// A batch that is refused has stored nothing.
    pub atomic_batches: bool,
    /// Where a batch answers ids alone, they have the order of its rows.
    pub ids_in_order: bool,
}

/// What the answer of a batch says about the records that it created.
#[derive(Debug, Clone)]
pub(crate) enum Created {
    Records(Vec<Record>),
    Ids(Vec<String>),
}

/// Takes the records of a page, so that a page is read by code that is compiled once for all models.
pub(crate) trait RowSink {
    fn len(&self) -> usize;
    fn is_full(&self) -> bool;
    /// Bytes of a row.
    fn size(&self) -> usize;
    fn reserve(&mut self, room: usize);
    fn clear(&mut self);
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), DecodeError>;
    /// The sentence about a record that cannot be read: which one of the page, and its text.
    fn error_text(&self, number: usize, text: &str, fault: &DecodeError) -> String;
}

/// What a page says beside its records.
#[derive(Debug, Default)]
pub(crate) struct PageFacts {
    /// How many records match, where the service says so.
    pub count: Option<u64>,
    /// Where in the body the `_id` of each record stands.
    pub ids: Vec<Range<u32>>,
}

/// A page whose records are texts.
#[derive(Debug)]
pub(crate) struct RawPage<'b> {
    pub records: Vec<&'b str>,
    pub count: Option<u64>,
}
