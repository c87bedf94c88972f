//! An expected key, prepared for fast comparison.

/// Number of bytes that are compared word by word.
const WINDOW: usize = 32;

/// A key whose first bytes are compared without a branch or a call (`cargo bench -p weda --bench page`).
#[derive(Debug)]
pub(crate) struct ExpectedKey {
    text: Box<str>,
    words: [u64; WINDOW / 8],
    /// Mask of the bytes that belong to the key.
    masks: [u64; WINDOW / 8],
}

impl ExpectedKey {
    pub fn new(text: String) -> Self {
        let (mut bytes, mut masks) = ([0; WINDOW], [0; WINDOW]);
        for (at, byte) in text.bytes().take(WINDOW).enumerate() {
            (bytes[at], masks[at]) = (byte, 0xff);
        }
        Self { text: text.into(), words: words(&bytes), masks: words(&masks) }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the length of the key if `rest` begins with it.
    #[inline]
    pub fn before(&self, rest: &[u8]) -> Option<usize> {
        let length = self.text.len();
        let same = match rest.first_chunk() {
            Some(window) if length <= WINDOW => self.matches(window),
            _ => rest.starts_with(self.text.as_bytes()),
        };
        same.then_some(length)
    }

    /// Like [`before`](Self::before), without the leading comma of the key.
    #[inline]
    pub fn at_start_of(&self, rest: &[u8]) -> Option<usize> {
        let length = self.text.len() - 1;
        let same = match rest.first_chunk::<{ WINDOW - 1 }>() {
            Some(rest) if length < WINDOW => {
                let mut window = [b','; WINDOW];
                window[1..].copy_from_slice(rest);
                self.matches(&window)
            }
            _ => self.text.strip_prefix(',').is_some_and(|text| rest.starts_with(text.as_bytes())),
        };
        same.then_some(length)
    }

    #[inline]
    fn matches(&self, window: &[u8; WINDOW]) -> bool {
        let found = words(window);
        let differs = (0..found.len()).fold(0, |differs, at| differs | (found[at] ^ self.words[at]) & self.masks[at]);
        differs == 0
    }
}

#[inline]
fn words(bytes: &[u8; WINDOW]) -> [u64; WINDOW / 8] {
    let (words, _) = bytes.as_chunks();
    std::array::from_fn(|at| u64::from_le_bytes(words[at]))
}

#[cfg(test)]
mod tests {
    use super::ExpectedKey;

    #[test]
    fn keys_of_all_lengths_are_distinguished() {
        let all: String = (0..70_u8).map(|at| char::from(b'0' + at)).collect();
        for length in 1..40 {
            let key = ExpectedKey::new(all[..length].to_owned());
            assert_eq!(key.as_str().len(), length);
            for rest in length..all.len() {
                assert_eq!(key.before(&all.as_bytes()[..rest]), Some(length));
            }
            assert_eq!(key.before(&all.as_bytes()[..length - 1]), None);
            for other in 0..length {
                let mut bytes = all.clone().into_bytes();
                bytes[other] = b'!';
                assert_eq!(key.before(&bytes), None, "{length} {other}");
                assert_eq!(key.before(&bytes[..length]), None, "{length} {other}");
            }
        }
    }

    #[test]
    fn the_first_key_has_no_comma() {
        let key = ExpectedKey::new(",\"a\":".to_owned());
        assert_eq!(key.at_start_of(b"\"a\":1"), Some(4));
        assert_eq!(key.at_start_of(b",\"a\":1"), None);
        assert_eq!(ExpectedKey::new(" ,\"a\":".to_owned()).at_start_of(b"\"a\":1"), None);
        let rest = b"\"a\":1,\"b\":\"a text behind it that is longer than one comparison\"";
        assert_eq!(key.at_start_of(rest), Some(4));
        assert_eq!(key.at_start_of(&rest[1..]), None);
        assert_eq!(ExpectedKey::new(" ,\"a\":".to_owned()).at_start_of(rest), None);
        let long = format!(",\"{}\":", "long".repeat(20));
        assert_eq!(ExpectedKey::new(long.clone()).at_start_of(&long.as_bytes()[1..]), Some(83));
        assert_eq!(ExpectedKey::new(long.clone()).at_start_of(long.as_bytes()), None);
    }
}
