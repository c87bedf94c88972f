//! What has been read of a file, to recognise the file when an import goes on.

use serde::{Deserialize, Serialize};

/// A beginning of a file: the rows that it holds, and a hash of their texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FilePosition {
    /// The row that it ends with; 0 before all of them.
    pub row: u64,
    bytes: u64,
    hash: u64,
}

impl Default for FilePosition {
    fn default() -> Self {
        Self { row: 0, bytes: 0, hash: 0xcbf2_9ce4_8422_2325 }
    }
}

impl FilePosition {
    /// Goes on behind the text of a header or a row. FNV-1a (64 bits): the hash of the standard library may be another
    /// one in the next program.
    pub(super) fn pass(&mut self, text: &[u8]) {
        self.bytes += text.len() as u64;
        let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        // Between two rows stands what no text holds, so that `ab`, `c` is not `a`, `bc`.
        self.hash = text.iter().chain(&[0xff]).fold(self.hash, step);
    }
}
