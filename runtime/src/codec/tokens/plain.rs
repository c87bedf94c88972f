//! Search for bytes that end a run of plain string bytes, eight at a time.

/// Number of bytes per step.
pub(super) const WORD: usize = 8;

const ONES: u64 = 0x0101_0101_0101_0101;

/// Returns the number of plain bytes: those before the first quote, backslash or control character.
///
/// A byte is found by the high bit of a difference. A borrow affects only bytes after a found one, so the first one
/// found is correct.
#[inline]
pub(super) fn plain_bytes(word: &[u8; WORD]) -> usize {
    let word = u64::from_le_bytes(*word);
    // With this bit flipped the quote directly follows the control characters: 0x22 becomes 0x20, and the space 0x22.
    let quote_or_control = (word ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
    let backslash = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
    // Bytes beyond ASCII are plain.
    let found = (quote_or_control | backslash) & !word & (ONES * 0x80);
    // If none is found, all 64 bits are zeros.
    found.trailing_zeros() as usize / 8
}

/// Returns the length of the plain prefix.
#[inline]
pub(super) fn plain_length(bytes: &[u8]) -> usize {
    let (words, tail) = bytes.as_chunks();
    let mut length = 0;
    for word in words {
        let plain = plain_bytes(word);
        length += plain;
        if plain < WORD {
            return length;
        }
    }
    length + tail.iter().take_while(|byte| is_plain(**byte)).count()
}

fn is_plain(byte: u8) -> bool {
    !matches!(byte, b'"' | b'\\' | 0..0x20)
}

#[cfg(test)]
mod tests {
    use super::{WORD, is_plain, plain_bytes, plain_length};

    #[test]
    fn every_pair_of_bytes_in_every_place_of_a_word() {
        for pair in 0..=u16::MAX {
            for place in 0..WORD - 1 {
                let mut word = *b"plaintxt";
                word[place..place + 2].copy_from_slice(&pair.to_be_bytes());
                assert_eq!(plain_bytes(&word), word.iter().take_while(|byte| is_plain(**byte)).count(), "{word:x?}");
            }
        }
    }

    #[test]
    fn lengths_around_those_of_words() {
        let text = "李四 plain text, 一二三四五六七八九十";
        for end in 0..text.len() {
            for stop in [&b"\""[..], b"\\", b"\0", b"\x1f", b""] {
                let bytes = [&text.as_bytes()[..end], stop, b"more\""].concat();
                let plain = if stop.is_empty() { end + 4 } else { end };
                assert_eq!(plain_length(&bytes), plain, "{end} {stop:?}");
            }
            assert_eq!(plain_length(&text.as_bytes()[..end]), end, "to the end");
        }
    }
}
