//! Which uploads are kept: those of open dialogs, as long as they are not too large together.

use std::collections::BTreeMap;

/// The maximum length of all uploads together, in bytes.
const MAX_TOTAL: u64 = 2 << 30;

/// The uploads by their hashes.
#[derive(Default)]
pub(super) struct Uploads {
    known: BTreeMap<String, Upload>,
    /// The number of uploads so far.
    count: u64,
}

struct Upload {
    bytes: u64,
    /// The number of dialogs that show it: two may have chosen files of the same content.
    holders: u64,
    /// The number of the upload that came last.
    last: u64,
}

impl Uploads {
    /// Notes an upload that a dialog has made.
    pub(super) fn add(&mut self, hash: &str, bytes: u64) {
        self.count += 1;
        let upload = self.known.entry(hash.to_owned()).or_insert(Upload { bytes, holders: 0, last: 0 });
        upload.holders += 1;
        upload.last = self.count;
    }

    /// Notes that a dialog is closed.
    pub(super) fn release(&mut self, hash: &str) {
        if let Some(upload) = self.known.get_mut(hash) {
            upload.holders = upload.holders.saturating_sub(1);
        }
    }

    /// Forgets the uploads that nobody holds, and the oldest if all are too large together; never one that is in use, nor
    /// the newest. Returns their hashes.
    pub(super) fn take_surplus(&mut self, is_in_use: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mut total: u64 = self.known.values().map(|upload| upload.bytes).sum();
        let mut oldest: Vec<(u64, String)> =
            self.known.iter().map(|(hash, upload)| (upload.last, hash.clone())).collect();
        oldest.sort_unstable();
        let mut surplus = Vec::new();
        for (last, hash) in oldest {
            let Some(upload) = self.known.get(&hash).filter(|_| !is_in_use(&hash)) else { continue };
            if upload.holders == 0 || (total > MAX_TOTAL && last != self.count) {
                total -= upload.bytes;
                self.known.remove(&hash);
                surplus.push(hash);
            }
        }
        surplus
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    #[test]
    fn an_upload_is_kept_until_its_last_dialog_closes() {
        let mut uploads = Uploads::default();
        uploads.add("a", 1);
        uploads.add("a", 1);
        uploads.add("b", 1);
        uploads.release("a");
        assert!(uploads.take_surplus(&|_| false).is_empty(), "the other dialog shows it");
        uploads.release("a");
        uploads.release("none");
        assert!(uploads.take_surplus(&|hash| hash == "a").is_empty(), "it is in use");
        assert_eq!(uploads.take_surplus(&|_| false), ["a"], "once it is not in use any more");
        assert!(uploads.take_surplus(&|_| false).is_empty());
    }

    #[test]
    fn the_oldest_go_if_all_are_too_large_together() {
        let mut uploads = Uploads::default();
        for hash in ["c", "a", "b"] {
            uploads.add(hash, GIB);
        }
        assert_eq!(uploads.take_surplus(&|_| false), ["c"], "by time, and not by name");
        uploads.add("a", GIB);
        uploads.add("d", GIB);
        assert_eq!(uploads.take_surplus(&|_| false), ["b"], "a came again");
        uploads.add("e", GIB);
        assert_eq!(uploads.take_surplus(&|hash| hash == "a"), ["d"], "never one in use");
        uploads.add("f", GIB);
        assert!(uploads.take_surplus(&|hash| hash != "f").is_empty(), "nor the newest");
    }
}
