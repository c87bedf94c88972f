//! The guide and the README: their code runs, their links lead somewhere, and both languages say the same things.

mod blocks;
mod coming;
mod document;
mod links;
mod parity;
mod reading;
mod writing;
