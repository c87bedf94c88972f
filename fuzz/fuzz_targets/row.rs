#![no_main]

#[path = "../bodies/row.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::row(data));
