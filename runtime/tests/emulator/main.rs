//! The typed calls over real connections, against the emulator, and against a service that says what it is told where
//! the emulator never would.

/// The interface that this run is about. The run of `emulator_model` is about the other one.
const GATEWAY: weda::GatewayKind = weda::GatewayKind::OData;
/// A part of the paths of records.
const RECORDS: &str = "/odata/";
/// A part of the paths of batches.
const BATCHES: &str = "/batch/";
/// The emulator's name of lists.
const LIST: &str = "list";
/// The emulator's name of calls that create several records.
const BATCH_CREATE: &str = "batch create";

/// Words of this interface.
mod spelling {
    use weda::Code;

    pub const INVALID_PARAMETER: Code = Code::InvalidParameter;
    pub const OUT_OF_RANGE: Code = Code::InvalidParameter;
    pub const DUPLICATE: Code = Code::AddDuplication;
}

macro_rules! gateway_only {
    ($($item:item)*) => {};
}

/// Tests of what only OData can say, or of the way in which it says it.
macro_rules! odata_only {
    ($($item:item)*) => { $($item)* };
}

mod bodies;
mod bulk;
mod by_filter;
mod calls;
mod catalog;
mod codes;
mod dynamic;
mod filters;
mod fixture;
mod kinds;
mod load;
mod open_api;
mod other_peoples_text;
mod pages;
mod paging;
mod paging_faults;
mod refusals;
mod relations;
mod round_trip;
// The unit tests of the client use it too.
mod runtimes;
#[allow(dead_code)]
#[path = "../../src/client/tests/service.rs"]
mod service;
mod sql;
mod switches;
mod tokens;
mod tolerated;
mod unknown_ids;
mod unknowns;
