use std::io;

use serde::Serialize;
use weda_definition::hash::{fnv_64, fnv_64_more};

/// The hash in the header of a generated file: FNV-1a (64 bits) over the inputs of the text, followed by the text. If the
/// hash of the current plan and the file's text is equal, rendering the file again would change nothing.
///
/// It detects accidents, not forgery: a file that was changed together with its hash counts as current.
///
/// The plan is hashed as JSON, which is the same on any machine and for any compiler; `derive(Hash)` guarantees neither.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentHash(u64);

impl ContentHash {
    /// Hashes the inputs of a text.
    pub fn of(origin: &impl Serialize) -> Self {
        let mut hash = Self(fnv_64(b""));
        serde_json::to_writer(&mut hash, origin).expect("a plan has texts as keys, and hashing takes any bytes");
        hash
    }

    /// Adds the text.
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

    /// Checked-in files have hashes: another machine, compiler or version of serde must compute the same.
    #[test]
    fn hashes_are_the_same_everywhere() {
        // FNV-1a of `["a",1,null]` and then `b`.
        assert_eq!(ContentHash::of(&("a", Some(1_u32), None::<u32>)).with(b"b"), 0x676b_5016_2f29_eaa6);
    }
}
