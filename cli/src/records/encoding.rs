//! Text encodings.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TextEncoding {
    /// UTF-8.
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// GB18030, including GBK and GB2312: plain CSV of Excel in China.
    #[value(name = "gbk", alias = "gb18030", alias = "gb2312")]
    Gbk,
    /// UTF-16, little-endian: "Unicode text" of Excel.
    #[value(name = "utf-16le", alias = "utf-16", alias = "utf16")]
    Utf16Le,
    /// UTF-16, big-endian.
    #[value(name = "utf-16be")]
    Utf16Be,
}

/// Byte order marks.
const MARKS: [(&[u8], TextEncoding); 3] =
    [(b"\xef\xbb\xbf", TextEncoding::Utf8), (b"\xff\xfe", TextEncoding::Utf16Le), (b"\xfe\xff", TextEncoding::Utf16Be)];

impl TextEncoding {
    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Gbk => "GBK (GB18030)",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        }
    }

    /// The encoding of a byte order mark, and the length of the mark.
    pub(super) fn of_mark(beginning: &[u8]) -> Option<(Self, usize)> {
        let mark = MARKS.iter().find(|(mark, _)| beginning.starts_with(mark));
        mark.map(|(mark, encoding)| (*encoding, mark.len()))
    }

    /// Guesses the encoding of a text, which may end within a character.
    pub(super) fn guess(text: &[u8]) -> Self {
        // In UTF-16, every other byte of ASCII characters is zero.
        let zeros = |odd: usize| text.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        if (even + odd) * 8 > text.len() && text.len() > 1 {
            return if odd > even { Self::Utf16Le } else { Self::Utf16Be };
        }
        match std::str::from_utf8(text) {
            Ok(_) => Self::Utf8,
            Err(error) if error.error_len().is_none() => Self::Utf8,
            Err(_) if is_mostly_utf8(text) || !is_gbk(text) => Self::Utf8,
            Err(_) => Self::Gbk,
        }
    }
}

/// Returns true for UTF-8 with a few invalid bytes, which would be valid GBK with other characters.
fn is_mostly_utf8(text: &[u8]) -> bool {
    let (mut characters, mut broken) = (0, 0);
    for chunk in text.utf8_chunks() {
        characters += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    characters >= 2 * broken
}

fn is_gbk(text: &[u8]) -> bool {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut out = vec![0; text.len() * 4 + 16];
    let (result, _, _) = decoder.decode_to_utf8_without_replacement(text, &mut out, false);
    !matches!(result, DecoderResult::Malformed(..))
}

/// Replaces undecodable bytes. It is not valid in UTF-8, so that the row is rejected later.
const UNDECODABLE: u8 = 0xff;

/// A reader that decodes to UTF-8.
pub(super) struct Utf8Reader<F> {
    file: F,
    decoder: encoding_rs::Decoder,
    input: Vec<u8>,
    used: usize,
    at_end: bool,
    /// The decoder is finished.
    is_done: bool,
    output: Vec<u8>,
    given: usize,
}

/// Decodes the file to UTF-8.
pub(super) fn as_utf8(file: impl Read + Send + 'static, encoding: TextEncoding) -> Box<dyn Read + Send> {
    let decoder = match encoding {
        TextEncoding::Utf8 => return Box::new(file),
        TextEncoding::Gbk => GB18030.new_decoder_without_bom_handling(),
        TextEncoding::Utf16Le => UTF_16LE.new_decoder_without_bom_handling(),
        TextEncoding::Utf16Be => UTF_16BE.new_decoder_without_bom_handling(),
    };
    Box::new(Utf8Reader {
        file,
        decoder,
        input: Vec::new(),
        used: 0,
        at_end: false,
        is_done: false,
        output: Vec::new(),
        given: 0,
    })
}

impl<F: Read> Utf8Reader<F> {
    /// Decodes the next chunk; the output is empty at the end.
    fn refill(&mut self) -> io::Result<()> {
        self.output.clear();
        self.given = 0;
        while self.output.is_empty() && !self.is_done {
            if self.used == self.input.len() && !self.at_end {
                self.input.resize(1 << 15, 0);
                let read = self.file.read(&mut self.input)?;
                self.input.truncate(read);
                (self.used, self.at_end) = (0, read == 0);
            }
            self.output.resize((self.input.len() - self.used) * 4 + 16, 0);
            let rest = &self.input[self.used..];
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(rest, &mut self.output, self.at_end);
            self.used += read;
            self.output.truncate(written);
            if let DecoderResult::Malformed(..) = result {
                self.output.push(UNDECODABLE);
            } else if self.at_end && self.used == self.input.len() {
                self.is_done = true;
            }
        }
        Ok(())
    }
}

impl<F: Read> Read for Utf8Reader<F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.output.len() {
            self.refill()?;
        }
        let read = (&self.output[self.given..]).read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_detected() {
        let gbk = GB18030.encode("姓名,电话\n李雷,138").0.into_owned();
        for (text, encoding) in [
            (b"name".to_vec(), TextEncoding::Utf8),
            ("姓名".as_bytes().to_vec(), TextEncoding::Utf8),
            ("姓名".as_bytes()[..4].to_vec(), TextEncoding::Utf8),
            (gbk.clone(), TextEncoding::Gbk),
            (gbk[..3].to_vec(), TextEncoding::Gbk),
            ("a\tb\n".encode_utf16().flat_map(u16::to_le_bytes).collect(), TextEncoding::Utf16Le),
            ("a\tb\n".encode_utf16().flat_map(u16::to_be_bytes).collect(), TextEncoding::Utf16Be),
            (b"".to_vec(), TextEncoding::Utf8),
            (b"a\xff\xff!".to_vec(), TextEncoding::Utf8),
            (["李雷韩梅梅".as_bytes(), b"\xc0\xee,1\n"].concat(), TextEncoding::Utf8),
        ] {
            assert_eq!(TextEncoding::guess(&text), encoding, "{text:?}");
        }
    }

    #[test]
    fn text_is_decoded_across_buffers_and_invalid_bytes_are_marked() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let most = buffer.len().min(1);
                (&mut self.0).read(&mut buffer[..most])
            }
        }
        let read = |bytes: &'static [u8], encoding| {
            let mut out = Vec::new();
            as_utf8(Slow(bytes), encoding).read_to_end(&mut out).unwrap();
            out
        };
        // 李雷 and an invalid byte.
        assert_eq!(read(b"\xc0\xee\xc0\xd7,\xff\n1", TextEncoding::Gbk), ["李雷,".as_bytes(), b"\xff\n1"].concat());
        assert_eq!(read(b"a\0\x4e\x67b\0", TextEncoding::Utf16Le), "a李b".as_bytes());
        assert_eq!(read(b"a\0\x3d\xd8b\0", TextEncoding::Utf16Le), b"a\xffb", "half a surrogate pair");
        assert_eq!(read(b"a\0b", TextEncoding::Utf16Le), b"a\xff", "half a character");
    }
}
