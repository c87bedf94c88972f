//! Printing JSON.

use serde::Serialize;

/// Prints a JSON string.
pub(crate) fn text(out: &mut Vec<u8>, text: &str) {
    let is_escaped = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // All bytes are looked at, since a loop without an early end uses vector instructions. Few texts have such bytes.
    if text.bytes().fold(false, |any, byte| any | is_escaped(byte)) {
        return json(out, text);
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Prints a value.
pub(crate) fn json(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Cannot fail: writing to memory, texts and finite numbers only.
    let _ = serde_json::to_writer(out, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_is_printed_as_json() {
        let others = ['\u{80}', '\u{2028}', '学', '😀', '\u{10ffff}'];
        for character in (0..=0x7f).map(char::from).chain(others) {
            let (value, mut out) = (format!("a{character}李"), Vec::new());
            text(&mut out, &value);
            assert_eq!(serde_json::from_slice::<String>(&out).unwrap(), value);
            assert_eq!(out, serde_json::to_vec(&value).unwrap());
        }
    }
}
