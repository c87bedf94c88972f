//! The emulator over a real socket.

mod auth;
mod bad;
mod batch;
mod clients;
mod cloud;
mod control;
mod cors;
mod counts;
mod definition_paths;
mod differences;
mod faults;
mod filters;
mod fixture;
mod flow;
mod gateway;
mod golden;
mod hostile;
mod http;
#[cfg(feature = "https")]
mod https;
mod index;
mod kinds;
mod limits;
mod lists;
mod load;
mod log;
mod machine;
mod model;
mod openapi;
mod oracle;
mod pad;
mod paths;
mod patterns;
mod people;
mod profile;
#[cfg(feature = "https")]
mod proxy;
mod relations;
mod saves;
mod schemas;
mod signed;
mod snapshots;
mod sql;
mod stale;
mod starts;
mod storage;
mod switches;
#[cfg(feature = "https")]
mod tls;
mod token;
mod unknowns;
mod vendor;
mod writes;
