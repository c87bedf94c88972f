//! The typed calls over real connections, against the emulator, and against a service that says what it is told where
//! the emulator never would.

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
mod open_api;
mod other_peoples_text;
mod pages;
mod paging;
mod paging_faults;
mod refusals;
mod round_trip;
// The unit tests of the client use it too.
mod runtimes;
#[allow(dead_code)]
#[path = "../../src/client/tests/service.rs"]
mod service;
mod switches;
mod tokens;
mod tolerated;
mod unknown_ids;
mod unknowns;
