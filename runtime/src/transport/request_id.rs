//! Request ids, which match answers with requests.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// The prefix of all ids of this process, by which they are recognised without a list.
fn process_prefix() -> &'static str {
    static PROCESS: OnceLock<String> = OnceLock::new();
    PROCESS.get_or_init(|| format!("{:016x}", uuid::Uuid::new_v4().as_u64_pair().0))
}

/// Returns a unique id.
pub(crate) fn request_id() -> String {
    static NEXT: OnceLock<AtomicU64> = OnceLock::new();
    let next = NEXT.get_or_init(|| AtomicU64::new(uuid::Uuid::new_v4().as_u64_pair().1));
    format!("{}{:016x}", process_prefix(), next.fetch_add(1, Ordering::Relaxed))
}

/// Returns true for the ids of this process.
pub(super) fn is_ours(id: &str) -> bool {
    id.len() == 32 && id.starts_with(process_prefix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_this_process_are_recognised() {
        let (one, other) = (request_id(), request_id());
        assert!(one != other && is_ours(&one) && is_ours(&other));
        for foreign in ["", "6b1f", &uuid::Uuid::new_v4().simple().to_string(), &format!("{one}0"), &one[..31]] {
            assert!(!is_ours(foreign), "{foreign}");
        }
    }
}
