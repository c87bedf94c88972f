//! The envelopes of all answers but records: `{"Response":{"RequestId":"…","Data":…}}`, in either spelling.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The members of an object. It may have both spellings of one name.
type Members<'b> = BTreeMap<String, &'b RawValue>;

/// Returns the raw JSON of `Data` inside the envelope, if there is one.
///
/// Source: "Data source management API"; one page of the workflow's shows the envelope inside `{"code":0,"data":…}`.
pub(crate) fn data(body: &str) -> Option<&RawValue> {
    let outer = members(body)?;
    let response = member(&outer, "response").or_else(|| {
        let wrapped = members(outer.get("data")?.get())?;
        member(&wrapped, "response")
    })?;
    member(&members(response.get())?, "data")
}

fn members(json: &str) -> Option<Members<'_>> {
    serde_json::from_str(json).ok()
}

/// Returns the member in either spelling; `name` is in lower case.
fn member<'b>(members: &Members<'b>, name: &str) -> Option<&'b RawValue> {
    let (first, rest) = name.split_at(1);
    let upper = first.to_ascii_uppercase() + rest;
    members.get(&upper).or_else(|| members.get(name)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_found_in_every_envelope() {
        for body in [
            r#"{"Response":{"RequestId":"r","Data":{"Id":1528933366865600513}}}"#,
            r#"{"response":{"requestId":"r","error":{"code":"","message":""},"data":{"Id":1528933366865600513}}}"#,
            r#"{"code":0,"data":{"Response":{"Data":{"Id":1528933366865600513}}}}"#,
        ] {
            assert_eq!(data(body).unwrap().get(), r#"{"Id":1528933366865600513}"#, "{body}");
        }
        for body in ["", "null", "[]", r#"{"records":[]}"#, r#"{"Response":{"RequestId":"r"}}"#] {
            assert!(data(body).is_none(), "{body}");
        }
    }
}
