use std::io;

use serde::Serialize;
use weda_definition::hash::{fnv_64, fnv_64_more};

/// What the header of a generated file says of the rest: FNV-1a (64 bits) over all that the text was made of, and then the
/// text itself. Where a file has the hash that its plan and its own text give, rendering it anew would change nothing.
///
/// It detects accidents, not forgery: a file that was changed together with its hash counts as current.
///
/// The plan is hashed as JSON, which is the same on any machine and for any compiler; std promises neither of what
/// `derive(Hash)` feeds.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentHash(u64);

impl ContentHash {
    /// Of all that a text is made of.
    pub fn of(origin: &impl Serialize) -> Self {
        let mut hash = Self(fnv_64(b""));
        serde_json::to_writer(&mut hash, origin).expect("a plan has texts as keys, and hashing takes any bytes");
        hash
    }

    /// Of the text too.
    pub fn with(self, text: &[u8]) -> u64 {
        fnv_64_more(self.0, text)
    }
}

impl io::Write for ContentHash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.with(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::ContentHash;

    /// Files that were checked in bear hashes: another machine, compiler or version of serde must find the same.
    #[test]
    fn hashes_are_the_same_everywhere() {
        // FNV-1a of `["a",1,null]` and then `b`.
        assert_eq!(ContentHash::of(&("a", Some(1_u32), None::<u32>)).with(b"b"), 0x676b_5016_2f29_eaa6);
    }
}
