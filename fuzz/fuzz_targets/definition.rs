#![no_main]

#[path = "../bodies/definition.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::definition(data));
