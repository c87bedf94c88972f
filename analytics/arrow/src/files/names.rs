//! Names of files and directories. A value of a record is data: it cannot name another place.

use weda_definition::printable;

use super::encoder::FileFormat;
use super::error::{FileError, FileErrorKind};

/// The file that makes an export complete.
pub(super) const MANIFEST: &str = "manifest.json";
/// The directory of what is needed to resume. Readers of directories ignore names that begin so.
pub(super) const PROGRESS: &str = "_progress";
/// The name that Hive, Spark, DuckDB and pyarrow read as null.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";
/// The maximum length of a directory's name, in bytes; systems allow 255.
const MAX_NAME_BYTES: usize = 240;

/// Returns `field=value`, with the value as Hive writes it: all characters that are special to a system are escaped.
///
/// # Errors
/// Returns an error if the name is too long for a file system.
pub(super) fn partition(field: &str, value: Option<&str>) -> Result<String, FileError> {
    let escaped = match value {
        None => NULL.to_owned(),
        Some(NULL) => NULL.replace('_', "%5F"),
        Some(value) => escape(value),
    };
    let name = format!("{}={escaped}", escape(field));
    match name.len() > MAX_NAME_BYTES {
        true => {
            let start: String = value.unwrap_or_default().chars().take(20).collect();
            let message = format!(
                "the value `{}..` of `{}` is too long for the name of a directory ({} bytes, at most {MAX_NAME_BYTES}); \
                 partition by another field",
                printable(&start),
                printable(field),
                name.len()
            );
            Err(FileError::new(FileErrorKind::Column, message))
        }
        false => Ok(name),
    }
}

/// Escapes what is not allowed, or not harmless, in the name of a file on any system or in an address.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (at, character) in text.chars().enumerate() {
        let is_special = character.is_control()
            || "\"#%&'*+/:;<=>?@[\\]^`{|}~".contains(character)
            || is_invisible(character)
            || (at == last && matches!(character, '.' | ' '))
            || (at == 0 && matches!(character, '.' | ' '));
        if is_special {
            let mut bytes = [0; 4];
            for byte in character.encode_utf8(&mut bytes).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        } else {
            out.push(character);
        }
    }
    out
}

/// Marks that change the order of letters, and others that have no width.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The name of the file of a segment; `file` numbers the files of a partitioned one.
pub(super) fn part(segment: u64, file: Option<usize>, format: FileFormat) -> String {
    let extension = format.extension();
    match file {
        None => format!("part-{segment:05}.{extension}"),
        // Unique among all files: on a file system that ignores case, two values may share a directory.
        Some(file) => format!("part-{segment:05}-{file:04}.{extension}"),
    }
}

/// Returns true for a file that an export wrote, complete or not.
pub(super) fn is_part(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = name.strip_prefix('.').and_then(|name| name.strip_suffix(".tmp")).unwrap_or(name);
    let stem = name.strip_suffix(".parquet").or_else(|| name.strip_suffix(".arrow"));
    let digits = stem.and_then(|stem| stem.strip_prefix("part-"));
    digits.is_some_and(|digits| digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'))
}

/// The name of the record of a segment.
pub(super) fn segment(model: &str, number: u64) -> String {
    format!("{PROGRESS}/{}/{number:05}.json", escape(model))
}

/// Checks a name that a manifest has: it must be below the directory.
pub(super) fn is_below(name: &str) -> bool {
    !name.is_empty()
        && !name.contains(['\\', '\0'])
        && name.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && !has_drive(part))
}

/// Returns true for `C:` and the like.
fn has_drive(part: &str) -> bool {
    part.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_never_a_path() {
        for (value, name) in [
            (Some("北京"), "city=北京"),
            (Some("../../etc"), "city=%2E.%2F..%2Fetc"),
            (Some(".."), "city=%2E%2E"),
            (Some("a/b\\c:d"), "city=a%2Fb%5Cc%3Ad"),
            (Some("100%"), "city=100%25"),
            (Some("a=b"), "city=a%3Db"),
            (Some("x\u{202e}y\n\0"), "city=x%E2%80%AEy%0A%00"),
            (Some("end. "), "city=end.%20"),
            (Some(""), "city="),
            (Some(NULL), "city=%5F%5FHIVE%5FDEFAULT%5FPARTITION%5F%5F"),
            (None, "city=__HIVE_DEFAULT_PARTITION__"),
        ] {
            let name = name.replace("%2E./..%2Fetc", "%2E.%2F..%2Fetc");
            assert_eq!(partition("city", value).unwrap(), name, "{value:?}");
        }
        assert!(!partition("a/b", Some("x")).unwrap().contains('/'));
        assert_eq!(partition("city", Some(&"北".repeat(90))).unwrap_err().kind(), FileErrorKind::Column);
    }

    #[test]
    fn only_files_of_exports_are_taken_for_such() {
        for name in ["m/part-00001.parquet", "m/a=b/part-00012-0003.arrow", "m/.part-00001.parquet.tmp"] {
            assert!(is_part(name), "{name}");
        }
        for name in ["m/mine.parquet", "m/part-x.parquet", "m/part-00001.csv", "manifest.json", "m/part-1.parquet"] {
            assert!(!is_part(name), "{name}");
        }
        assert!(is_below("m/part-00001.parquet"));
        for name in ["/etc/passwd", "../x", "a/../../x", "a//b", "", "a\\b", "C:/x", "a/./b"] {
            assert!(!is_below(name), "{name}");
        }
    }
}
