//! Tables over an emulator: what is asked for, and what comes back.

mod cancellation;
mod catalog;
mod counts;
mod errors;
mod generator;
mod partitions;
mod queries;
mod random;
mod rules;
mod sorts;
mod world;
