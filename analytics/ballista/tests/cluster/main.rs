//! A scheduler, executors and programs as processes of their own, over an emulator.
//!
//! The binary is the real one. Queries are compared with DataFusion in this process and with SQLite over the same records: a
//! cluster that reads every row twice, or loses those of an executor that was killed, fails here.

mod answers;
mod cluster;
mod definitions;
mod ends;
mod oracle;
mod process;
mod secrets;
mod world;
