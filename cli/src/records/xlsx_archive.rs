//! Limits the unpacked size of workbooks.

use std::io::{self, Read, Seek};

/// Maximum size of a sheet, which is streamed.
const MAX_SHEET_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Maximum total size of other files, such as texts and styles, which are held in memory.
const MAX_OTHER_BYTES: u64 = 512 * 1024 * 1024;

/// Maximum number of bytes without a tag: a cell has 32,767 characters.
const MAX_TEXT_BYTES: u64 = 16 * 1024 * 1024;

/// Checks the declared sizes first, then the actual ones.
///
/// # Errors
/// Returns an error if the file is not an archive, or exceeds the limits.
pub(super) fn check(file: &mut (impl Read + Seek)) -> Result<(), String> {
    let not_an_archive = |error: &dyn std::fmt::Display| {
        format!("it is not an Excel workbook (.xlsx), or is damaged ({error}); save it again in a spreadsheet program")
    };
    let mut archive = zip::ZipArchive::new(file).map_err(|error| not_an_archive(&error))?;
    let too_large = |name: &str| {
        let name = weda_definition::printable(name);
        format!("`{name}` in the workbook is too large when unpacked; save the sheet as CSV and import that")
    };
    let (mut others, mut unpacked) = (0_u64, Vec::new());
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).map_err(|error| not_an_archive(&error))?;
        let name = entry.name().map_err(|error| not_an_archive(&error))?.into_owned();
        let is_sheet = name.starts_with("xl/worksheets/");
        let size = entry.size();
        if !is_sheet {
            others = others.saturating_add(size);
        }
        if (is_sheet && size > MAX_SHEET_BYTES) || others > MAX_OTHER_BYTES {
            return Err(too_large(&name));
        }
        // Only these are unpacked.
        if name.ends_with(".xml") || name.ends_with(".rels") {
            unpacked.push((at, size, name));
        }
    }
    for (at, size, name) in unpacked {
        let entry = archive.by_index(at).map_err(|error| not_an_archive(&error))?;
        if !is_within(entry, size).map_err(|error| not_an_archive(&error))? {
            return Err(too_large(&name));
        }
    }
    Ok(())
}

/// Returns true if a file has at most its declared size, and no text that is longer than a cell.
fn is_within(file: impl Read, size: u64) -> io::Result<bool> {
    let mut file = file.take(size.saturating_add(1));
    let (mut buffer, mut read, mut text) = (vec![0; 1 << 16], 0_u64, 0_u64);
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            return Ok(read <= size);
        }
        read += length as u64;
        text = match buffer[..length].iter().rposition(|byte| *byte == b'<') {
            Some(last) => (length - last) as u64,
            None => text + length as u64,
        };
        if text > MAX_TEXT_BYTES {
            return Ok(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::write::SimpleFileOptions;

    use super::*;

    fn archive(name: &str, bytes: &[u8]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
        archive.finish().unwrap().into_inner()
    }

    fn says(mut bytes: Vec<u8>, size: u32) -> Result<(), String> {
        // The size is 24 bytes after the signature of the entry in the directory.
        let at = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap() + 24;
        bytes[at..at + 4].copy_from_slice(&size.to_le_bytes());
        check(&mut Cursor::new(bytes))
    }

    #[test]
    fn too_large_files_are_rejected_before_unpacking() {
        let sheet = archive("xl/worksheets/sheet1.xml", b"<a>1</a>");
        assert_eq!(check(&mut Cursor::new(sheet.clone())), Ok(()));
        let texts = archive("xl/sharedStrings.xml", b"<a>1</a>");
        for (bytes, size) in [(sheet.clone(), 0x9000_0000), (texts.clone(), 0x3000_0000)] {
            assert!(says(bytes, size).unwrap_err().contains("is too large when unpacked"));
        }
        assert_eq!(says(sheet, 0x1000_0000), Ok(()), "a sheet is streamed");
        assert!(says(texts, 3).is_err(), "it is larger than declared");
        let long = archive("xl/sharedStrings.xml", &vec![b'x'; MAX_TEXT_BYTES as usize + 1]);
        assert!(check(&mut Cursor::new(long)).unwrap_err().contains("is too large when unpacked"));
        let not = check(&mut Cursor::new(b"PK\x03\x04 and no more".to_vec())).unwrap_err();
        assert!(not.starts_with("it is not an Excel workbook (.xlsx), or is damaged"), "{not}");
    }
}
