//! Tables over an emulator: what is asked for, and what comes back.

mod queries;
mod world;
