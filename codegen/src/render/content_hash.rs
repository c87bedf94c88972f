use std::io;

use serde::Serialize;

/// What the header of a generated file says of the rest: FNV-1a (64 bits) over all that the text was made of, and then the
/// text itself. Where a file has the stamp that its plan and its own text give, rendering it anew would change nothing.
///
/// It finds accidents and no forgery: whoever changes a file by hand and mends the stamp keeps the change.
///
/// The plan is hashed as JSON, which is the same on any machine and for any compiler; std promises neither of what
/// `derive(Hash)` feeds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp(u64);

impl Stamp {
    /// Of all that a text is made of.
    pub fn of(origin: &impl Serialize) -> Self {
        let mut stamp = Self(0xcbf2_9ce4_8422_2325);
        serde_json::to_writer(&mut stamp, origin).expect("a plan has texts as keys, and hashing takes any bytes");
        stamp
    }

    /// Of the text too.
    pub fn with(self, text: &[u8]) -> u64 {
        text.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

impl io::Write for Stamp {
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
    use super::Stamp;

    /// Files that were checked in bear stamps: another machine, compiler or version of serde must find the same.
    #[test]
    fn stamps_are_the_same_everywhere() {
        // FNV-1a of `["a",1,null]` and then `b`.
        assert_eq!(Stamp::of(&("a", Some(1_u32), None::<u32>)).with(b"b"), 0x676b_5016_2f29_eaa6);
    }
}
