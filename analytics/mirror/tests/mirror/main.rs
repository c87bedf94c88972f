//! Tests of the copies, in one binary.

fn main() {}
