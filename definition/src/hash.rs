//! FNV-1a, the hash in locks, headers of generated files, checkpoints, tags, cursors and derived ids of the emulator.
//!
//! Unlike the standard library's hash it is the same in every release and on every machine. It detects changes, and does
//! not protect against forgery.

const BASIS_64: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME_64: u64 = 0x0000_0100_0000_01b3;
const BASIS_128: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME_128: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// Returns the 64-bit hash of the bytes.
///
/// ```
/// use weda_definition::hash::fnv_64;
///
/// assert_eq!(fnv_64(b""), 0xcbf2_9ce4_8422_2325);
/// assert_eq!(fnv_64(b"a"), 0xaf63_dc4c_8601_ec8c);
/// ```
#[must_use]
pub fn fnv_64(bytes: &[u8]) -> u64 {
    fnv_64_more(BASIS_64, bytes)
}

/// Continues a hash: returns the hash of the earlier bytes followed by these.
///
/// ```
/// use weda_definition::hash::{fnv_64, fnv_64_more};
///
/// assert_eq!(fnv_64_more(fnv_64(b"stu"), b"dent"), fnv_64(b"student"));
/// ```
#[must_use]
pub fn fnv_64_more(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME_64))
}

/// Returns the 128-bit hash of the bytes.
///
/// ```
/// use weda_definition::hash::fnv_128;
///
/// assert_eq!(fnv_128(b""), 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
/// assert_eq!(fnv_128(b"a"), 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
/// ```
#[must_use]
pub const fn fnv_128(bytes: &[u8]) -> u128 {
    // A constant cannot iterate yet.
    let (mut hash, mut at) = (BASIS_128, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u128).wrapping_mul(PRIME_128);
        at += 1;
    }
    hash
}
