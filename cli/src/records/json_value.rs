//! JSON values that are parsed only as far as needed, so that all digits and duplicate keys are retained.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;
use weda_definition::Kind;

use super::Members;
use super::time_text::{self, DateInput};

/// Writes the key of a member.
pub(crate) fn push_key(out: &mut String, key: &str) {
    match key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        true => out.extend(["\"", key, "\""]),
        false => out.push_str(&Value::from(key).to_string()),
    }
    out.push(':');
}

/// Returns true if a text is one JSON value.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Returns true if the value contains a number that is too large for a double, such as 1e999.
pub(crate) fn has_infinite(json: &str) -> bool {
    let (mut digits, mut in_exponent) = (0, false);
    let may_be = json.bytes().any(|byte| {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'e' | b'E' if digits > 0 => (digits, in_exponent) = (0, true),
            b'+' | b'-' if in_exponent && digits == 0 => {}
            _ => (digits, in_exponent) = (0, false),
        }
        digits >= if in_exponent { 3 } else { 300 }
    });
    // The scan has false positives.
    may_be && serde_json::from_str::<Value>(json).is_err()
}

/// Removes white space between tokens.
pub(super) fn compact(json: &str) -> Cow<'_, str> {
    if !json.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return Cow::Borrowed(json);
    }
    let (mut out, mut in_text, mut escaped) = (String::with_capacity(json.len()), false, false);
    for character in json.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = in_text,
            '"' => in_text = !in_text,
            ' ' | '\t' | '\n' | '\r' if !in_text => continue,
            _ => {}
        }
        out.push(character);
    }
    Cow::Owned(out)
}

/// Returns the value as it is sent: dates and times given as texts become milliseconds at every depth, and lists and
/// objects given as texts are unwrapped.
///
/// # Errors
/// Returns an error with the path of an invalid date or time.
pub(super) fn canonical<'j>(kind: &Kind, json: &'j str, dates: DateInput) -> Result<Cow<'j, str>, String> {
    let text = |json: &str| json.starts_with('"').then(|| serde_json::from_str::<String>(json).ok()).flatten();
    let to_millis = |kind: &Kind, json: &str| match text(json) {
        Some(text) if !text.trim().is_empty() => match kind {
            Kind::Time => time_text::time_of_day(&text).map(|millis| Some(millis.to_string())),
            _ => time_text::parse_cell(text.trim(), dates).map(|millis| Some(millis.to_string())),
        },
        _ => Ok(None),
    };
    Ok(match unwrapped(kind, json) {
        Some(inner) => {
            let changed = changed(kind, &inner, &to_millis)?;
            Cow::Owned(changed.unwrap_or_else(|| compact(&inner).into_owned()))
        }
        None => match changed(kind, json, &to_millis)? {
            Some(changed) => Cow::Owned(changed),
            None => compact(json),
        },
    })
}

/// Returns the list or object inside a text, for kinds that are transferred as texts.
pub(super) fn unwrapped(kind: &Kind, json: &str) -> Option<String> {
    let openings: &[char] = match kind {
        Kind::List(_) | Kind::Relations(_) => &['['],
        Kind::Object(_) | Kind::Location | Kind::Relation(_) => &['{'],
        Kind::Json => &['[', '{'],
        _ => return None,
    };
    if !json.starts_with('"') {
        return None;
    }
    let inner = serde_json::from_str::<String>(json).ok()?;
    (inner.trim_start().starts_with(openings) && is_json(&inner)).then(|| inner.trim().to_owned())
}

/// Returns true if values of a kind contain dates or times.
pub(super) fn has_times(kind: &Kind) -> bool {
    match kind {
        Kind::DateTime | Kind::Date | Kind::Time => true,
        Kind::List(item) => has_times(item),
        Kind::Object(fields) => fields.iter().any(|field| has_times(&field.kind)),
        _ => false,
    }
}

/// Replaces dates and times at every depth; `None` if nothing changes.
///
/// # Errors
/// Returns errors of `replace`, with the path of the value.
pub(super) fn changed(
    kind: &Kind,
    json: &str,
    replace: &impl Fn(&Kind, &str) -> Result<Option<String>, String>,
) -> Result<Option<String>, String> {
    if !has_times(kind) {
        return Ok(None);
    }
    match kind {
        Kind::List(item) => {
            let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json) else { return Ok(None) };
            let mut parts = Vec::with_capacity(elements.len());
            for (at, element) in elements.iter().enumerate() {
                let part = changed(item, element.get(), replace).map_err(|why| format!("element {}: {why}", at + 1))?;
                parts.push((part, element.get()));
            }
            Ok(joined(parts, ('[', ']'), |out, (part, json)| {
                out.push_str(&part.unwrap_or_else(|| compact(json).into_owned()))
            }))
        }
        Kind::Object(fields) => {
            let Ok(Members(members)) = Members::of(json) else { return Ok(None) };
            let mut parts = Vec::with_capacity(members.len());
            for (name, value) in &members {
                let field = fields.iter().find(|field| field.key == *name);
                let part = field.map_or(Ok(None), |field| changed(&field.kind, value.get(), replace));
                parts.push((part.map_err(|why| format!("member `{name}`: {why}"))?, name, value.get()));
            }
            Ok(joined(parts, ('{', '}'), |out, (part, name, json)| {
                push_key(out, name);
                out.push_str(&part.unwrap_or_else(|| compact(json).into_owned()));
            }))
        }
        kind => replace(kind, json),
    }
}

fn joined<P>(parts: Vec<P>, around: (char, char), mut write: impl FnMut(&mut String, P)) -> Option<String> {
    let mut out = String::from(around.0);
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(&mut out, part);
    }
    out.push(around.1);
    Some(out)
}

#[cfg(test)]
mod tests {
    use weda_definition::Definition;

    use super::*;

    #[test]
    fn only_white_space_between_tokens_is_removed() {
        assert_eq!(compact("{ \"a b\" : [ 1 ,\n\t\"\\\" \\\\\" ] }"), "{\"a b\":[1,\"\\\" \\\\\"]}");
        assert!(matches!(compact("[1,2]"), Cow::Borrowed(_)));
    }

    #[test]
    fn dates_are_read_at_every_depth() {
        let text = r#"{ "properties": { "plan": { "type": "array", "items": { "type": "object", "properties": {
            "day": { "type": "number", "format": "date" }, "note": { "type": "string" },
            "at": { "type": "array", "items": { "type": "number", "format": "datetime" } } } } } } }"#;
        let definition = Definition::parse("m", "m", text).unwrap();
        let kind = &definition.field("plan").unwrap().kind;
        let of = |json| canonical(kind, json, DateInput::Millis).map(Cow::into_owned);
        assert_eq!(
            of(r#"[{"day":"2024-01-05","note":"2024-01-05","x":1,"x":1.50,"at":["2024-01-05T00:00:00Z",7,null]}]"#)
                .unwrap(),
            r#"[{"day":1704384000000,"note":"2024-01-05","x":1,"x":1.50,"at":[1704412800000,7,null]}]"#
        );
        assert_eq!(of(r#""[{\"day\":\"2024/1/5\"}]""#).unwrap(), r#"[{"day":1704384000000}]"#, "inside a text");
        let why = of(r#"[{},{"day":"soon"}]"#).unwrap_err();
        assert!(why.starts_with("element 2: member `day`: `soon` is not a date"), "{why}");
    }

    #[test]
    fn too_large_numbers_are_detected() {
        let digits = "9".repeat(310);
        for json in ["{\"n\":1e999}", "[-1.5E+400]", &digits] {
            assert!(has_infinite(json), "{json}");
        }
        for json in ["{\"n\":1e300}", "{\"n\":\"1e999\"}", "1e-999", "[1e99,12345678901234567890]", "{\"e999\":1}"] {
            assert!(!has_infinite(json), "{json}");
        }
    }

    /// The service transfers lists and objects as texts.
    #[test]
    fn lists_and_objects_inside_texts_are_unwrapped() {
        let list = Kind::List(Box::new(Kind::Text));
        assert_eq!(canonical(&list, r#""[\n  \"a\", 1 ]""#, DateInput::Millis).unwrap(), r#"["a",1]"#);
        for json in [r#""a,b""#, r#""[1""#, "\"\"", "null", "5"] {
            assert_eq!(canonical(&list, json, DateInput::Millis).unwrap(), json);
        }
        assert_eq!(canonical(&Kind::Text, r#""[1]""#, DateInput::Millis).unwrap(), r#""[1]""#);
    }
}
