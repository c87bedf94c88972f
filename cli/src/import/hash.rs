//! FNV-1a (64 bits), by which a row or a file is known again: the hash of the standard library may be another one in the next
//! program. It notices changes, and is no protection against somebody who wants to hide one.

/// The hash of nothing.
pub(super) const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of what was hashed before and of more bytes behind it.
pub(super) fn add(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
