//! The mark and the JSON behind it.

use datafusion::common::{Result, plan_err};
use datafusion::error::DataFusionError;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes of this crate begin so, in every version. No message of protobuf does.
const MARK: &[u8] = b"weda/";

/// Version of what follows.
const VERSION: &[u8] = b"1\n";

/// Writes a value behind the mark.
///
/// # Errors
/// Returns an error if the value has no JSON form.
pub(super) fn write(value: &impl Serialize, buffer: &mut Vec<u8>) -> Result<()> {
    buffer.extend_from_slice(MARK);
    buffer.extend_from_slice(VERSION);
    serde_json::to_writer(buffer, value).map_err(|error| DataFusionError::External(error.into()))
}

/// Reads the value behind the mark; `None` without one.
///
/// # Errors
/// Returns an error if it was written by another version, or is not complete.
pub(super) fn read<T: DeserializeOwned>(buffer: &[u8]) -> Result<Option<T>> {
    let Some(rest) = buffer.strip_prefix(MARK) else { return Ok(None) };
    let Some(json) = rest.strip_prefix(VERSION) else {
        return plan_err!(
            "the query comes from a process with another version of weda-ballista; give scheduler, executors and programs the same"
        );
    };
    match serde_json::from_slice(json) {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            plan_err!("a table or scan of a query cannot be read ({error}); give all processes the same version")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn values_come_back_and_others_are_left_alone() {
        let mut buffer = Vec::new();
        write(&vec!["学生"], &mut buffer).expect("texts have a JSON form");
        assert!(buffer.starts_with(b"weda/1\n"));
        assert_eq!(read::<Vec<String>>(&buffer).expect("it was just written"), Some(vec!["学生".to_owned()]));
        assert_eq!(read::<Vec<String>>(b"\x0a\x03abc").expect("it has no mark"), None);
        assert_eq!(read::<Vec<String>>(b"").expect("it has no mark"), None);
    }

    #[test]
    fn another_version_and_cut_bytes_are_errors() {
        for bytes in [&b"weda/2\n[]"[..], b"weda/", b"weda/1\n[", b"weda/1\n{}"] {
            let error = read::<Vec<String>>(bytes).expect_err("it cannot be read").to_string();
            assert!(error.contains("the same"), "{error}");
        }
    }
}
