//! The guide and the README: their code runs, their links lead somewhere, and both languages say the same things.

mod coming;
mod reading;
mod testing;
mod writing;
