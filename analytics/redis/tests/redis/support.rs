//! The parts that the tests have in common.

pub mod emulator;
pub mod logs;
pub mod redis;

/// A key for tokens.
pub const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// Another one.
pub const OTHER_KEY: &str = "aa112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
