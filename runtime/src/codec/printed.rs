//! A text that is expected again, ready to be compared.

/// As many bytes as are compared at once.
const WINDOW: usize = 32;

/// A text whose first bytes are compared word by word, all of them without a branch or a call.
#[derive(Debug)]
pub(crate) struct Printed {
    text: Box<str>,
    words: [u64; WINDOW / 8],
    /// The bytes of the words that count.
    masks: [u64; WINDOW / 8],
}

impl Printed {
    pub fn new(text: String) -> Self {
        let (mut bytes, mut counted) = ([0; WINDOW], [0; WINDOW]);
        for (at, byte) in text.bytes().take(WINDOW).enumerate() {
            (bytes[at], counted[at]) = (byte, 0xff);
        }
        Self { text: text.into(), words: words(&bytes), masks: words(&counted) }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The length of the text if `rest` begins with it.
    #[inline]
    pub fn before(&self, rest: &[u8]) -> Option<usize> {
        let length = self.text.len();
        let same = match rest.first_chunk() {
            Some(window) if length <= WINDOW => self.fits(window),
            _ => rest.starts_with(self.text.as_bytes()),
        };
        same.then_some(length)
    }

    /// The same for the text without the comma that it begins with.
    #[inline]
    pub fn at_start_of(&self, rest: &[u8]) -> Option<usize> {
        let length = self.text.len() - 1;
        let same = match rest.first_chunk::<{ WINDOW - 1 }>() {
            Some(rest) if length < WINDOW => {
                let mut window = [b','; WINDOW];
                window[1..].copy_from_slice(rest);
                self.fits(&window)
            }
            _ => self.text.strip_prefix(',').is_some_and(|text| rest.starts_with(text.as_bytes())),
        };
        same.then_some(length)
    }

    #[inline]
    fn fits(&self, window: &[u8; WINDOW]) -> bool {
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
    use super::Printed;

    #[test]
    fn texts_of_all_lengths_are_told_apart() {
        let all: String = (0..70_u8).map(|at| char::from(b'0' + at)).collect();
        for length in 1..40 {
            let printed = Printed::new(all[..length].to_owned());
            assert_eq!(printed.as_str().len(), length);
            for rest in length..all.len() {
                assert_eq!(printed.before(&all.as_bytes()[..rest]), Some(length));
            }
            assert_eq!(printed.before(&all.as_bytes()[..length - 1]), None);
            for other in 0..length {
                let mut bytes = all.clone().into_bytes();
                bytes[other] = b'!';
                assert_eq!(printed.before(&bytes), None, "{length} {other}");
                assert_eq!(printed.before(&bytes[..length]), None, "{length} {other}");
            }
        }
    }

    #[test]
    fn the_first_key_has_no_comma() {
        let printed = Printed::new(",\"a\":".to_owned());
        assert_eq!(printed.at_start_of(b"\"a\":1"), Some(4));
        assert_eq!(printed.at_start_of(b",\"a\":1"), None);
        assert_eq!(Printed::new(" ,\"a\":".to_owned()).at_start_of(b"\"a\":1"), None);
        let rest = b"\"a\":1,\"b\":\"a text behind that is longer than what is compared at once\"";
        assert_eq!(printed.at_start_of(rest), Some(4));
        assert_eq!(printed.at_start_of(&rest[1..]), None);
        assert_eq!(Printed::new(" ,\"a\":".to_owned()).at_start_of(rest), None);
        let long = format!(",\"{}\":", "long".repeat(20));
        assert_eq!(Printed::new(long.clone()).at_start_of(&long.as_bytes()[1..]), Some(83));
        assert_eq!(Printed::new(long.clone()).at_start_of(long.as_bytes()), None);
    }
}
