//! The emulator over a real socket, as any client meets it.

mod bad;
mod batch;
mod clients;
mod control;
mod differences;
mod faults;
mod filters;
mod fixture;
mod flow;
mod gateway;
mod hostile;
mod http;
mod lists;
mod load;
mod log;
mod oracle;
mod paths;
mod profile;
mod relations;
mod schemas;
mod storage;
mod switches;
mod token;
mod unknowns;
mod vendor;
mod writes;
