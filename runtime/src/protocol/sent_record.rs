//! Checks that an answer belongs to its request, by their contents.

use crate::codec::members;
use crate::protocol::Record;
use crate::protocol::same_record::agrees_with_json;

/// Returns true if a body can be the record that was sent. A body that is not a record is checked elsewhere; its id is
/// ignored, since it is not documented whether the service adopts a given id.
pub(super) fn is_what_was_sent(sent: &[u8], answer: &[u8]) -> bool {
    if is_verbatim(sent, answer) {
        return true;
    }
    let Ok(mut record) = serde_json::from_slice::<Record>(answer) else { return true };
    record.remove("_id");
    serde_json::from_slice(sent).is_ok_and(|sent| agrees_with_json(&sent, &record))
}

/// Returns true if a body is neither the record with this id nor empty: a record with another id, or a value without
/// one. Ignores case, as the service may.
pub(crate) fn is_of_another_call(id: &str, answer: &[u8]) -> bool {
    let members = || members(answer).flatten();
    match members().find(|(name, _)| name == "_id").filter(|(_, found)| *found != "null") {
        Some((_, found)) if is_text(found, id) => false,
        Some((_, found)) => serde_json::from_str(found).is_ok_and(|found: String| !found.eq_ignore_ascii_case(id)),
        None => members().any(|(name, value)| !name.starts_with('@') && value != "null"),
    }
}

/// Returns true for the JSON of this text as it is usually written, but for its case.
fn is_text(json: &str, text: &str) -> bool {
    let inside = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inside.is_some_and(|inside| inside.eq_ignore_ascii_case(text) && !inside.contains('\\'))
}

/// Returns true if each member occurs in the answer exactly as sent, which is the common case.
fn is_verbatim(sent: &[u8], answer: &[u8]) -> bool {
    let mut answered = Vec::with_capacity(16);
    for member in members(answer) {
        let Ok(member) = member else { return false };
        answered.push(member);
    }
    // Members are usually in the order in which they were sent.
    let mut from = 0;
    for member in members(sent) {
        let Ok((name, value)) = member else { return false };
        let places = (from..answered.len()).chain(0..from);
        let Some(at) = places.into_iter().find(|at| answered[*at].0 == name) else { continue };
        if answered[at].1 != value {
            return false;
        }
        from = at + 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_to_creates_are_compared_with_the_sent_record() {
        let answer = r#"{"@odata.context":"c","score":59.5,"name":"李四","_id":"a","tags":"[\"a\"]","createdAt":5}"#;
        for (sent, same) in [
            (r#"{"name":"李四","score":59.5}"#, true),
            (r#"{"score":59.50,"name":"\u674e四"}"#, true),
            (r#"{"tags":"[ \"a\" ]","unknown":1,"name":null}"#, true),
            (r#"{"_id":"b","name":"李四"}"#, true),
            ("{}", true),
            (r#"{"name":"李"}"#, false),
            (r#"{"name":"李四","score":60}"#, false),
        ] {
            assert_eq!(is_what_was_sent(sent.as_bytes(), answer.as_bytes()), same, "{sent}");
        }
        for no_record in ["", "null", "[]", "{\"name\":"] {
            assert!(is_what_was_sent(br#"{"name":"a"}"#, no_record.as_bytes()), "{no_record}");
        }
    }

    #[test]
    fn answers_of_other_calls_are_detected() {
        for (answer, other) in [
            (r#"{"@odata.context":"c","mentor":{"_id":"b"},"_id":"a"}"#, false),
            (r#"{"mentor":{"_id":"a"},"_id":"b"}"#, true),
            (r#"{"_id":"\u0061"}"#, false),
            (r#"{"@odata.context":"c"}"#, false),
            (r#"{"@odata.context":"c","_id":null,"name":null}"#, false),
            (r#"{"name":"a"}"#, true),
            (r#"{"@odata.context":"c","@odata.count":1,"value":[{"_id":"a"}]}"#, true),
            (r#"{"updateCount":1}"#, true),
            ("", false),
            ("null", false),
            ("{}", false),
        ] {
            assert_eq!(is_of_another_call("a", answer.as_bytes()), other, "{answer}");
        }
    }
}
