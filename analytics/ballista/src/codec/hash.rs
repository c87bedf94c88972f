//! The hash of texts, equal in every build.

use sha2::{Digest, Sha256};

/// Returns the SHA-256 of the texts in hexadecimal digits. The hash of the standard library may be another one in another build.
pub(super) fn parts(parts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        // The length keeps parts apart, whatever they contain.
        hasher.update((part.as_ref().len() as u64).to_le_bytes());
        hasher.update(part.as_ref());
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
