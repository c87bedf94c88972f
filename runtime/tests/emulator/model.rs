//! The tests of the typed calls against the emulator, through the data-model gateway: those of `emulator` that are not about
//! the words of OData, and those about the words of the gateway.

// Some helpers and imports are for tests of OData.
#![allow(dead_code, unused_imports)]

const GATEWAY: weda::GatewayKind = weda::GatewayKind::Model;
const RECORDS: &str = "/v1/model/";
const BATCHES: &str = "/createMany";
const LIST: &str = "model list";
const BATCH_CREATE: &str = "model create many";

mod spelling {
    use weda::Code;

    pub const INVALID_PARAMETER: Code = Code::ModelInvalidParameter;
    pub const OUT_OF_RANGE: Code = Code::ModelInvalidParameterValue;
    pub const DUPLICATE: Code = Code::ModelFailedOperation;
}

macro_rules! gateway_only {
    ($($item:item)*) => { $($item)* };
}

macro_rules! odata_only {
    ($($item:item)*) => {};
}

mod bulk;
mod by_filter;
mod calls;
mod catalog;
mod codes;
mod dynamic;
#[path = "model/fault_rates.rs"]
mod fault_rates;
mod filters;
mod fixture;
#[path = "model/keys.rs"]
mod keys;
mod kinds;
mod load;
mod pages;
mod paging;
mod paging_faults;
mod refusals;
mod relations;
mod round_trip;
mod runtimes;
#[path = "../../src/client/tests/service.rs"]
mod service;
mod sql;
#[path = "model/sql.rs"]
mod sql_calls;
mod tokens;
mod tolerated;
#[path = "model/unknowns.rs"]
mod unknowns;
