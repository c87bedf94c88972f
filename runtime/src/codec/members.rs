//! The members of an object, with undecoded values.

use std::borrow::Cow;

use super::utf8;
use super::{DecodeError, Reader};

/// The name of a member and the JSON text of its value.
pub(crate) type Member<'a> = (Cow<'a, str>, &'a str);

/// Iterator over the members of an object, in their order. Values may contain lone surrogates, since they are not
/// decoded.
///
/// An error is the last item; the items before it are valid.
pub(crate) struct Members<'a> {
    /// `None` at the end.
    reader: Option<Reader<'a>>,
    at_start: bool,
}

/// Returns the members of the object at the start of a response body. The rest of the body is ignored.
pub(crate) fn members(body: &[u8]) -> Members<'_> {
    // A body that is not UTF-8 is treated as an empty one.
    let text = utf8(body).unwrap_or_default();
    Members { reader: Some(Reader::new(text)), at_start: true }
}

/// Returns the members of the object that a member of the body has, without reading that object first; `None` if the value
/// is null.
///
/// # Errors
/// Returns an error if the body has no such member, or is not JSON before it.
pub(crate) fn members_of<'a>(body: &'a [u8], name: &str) -> Result<Option<Members<'a>>, DecodeError> {
    let mut outer = members(body);
    let mut reader = outer.reader.take().ok_or_else(|| DecodeError::missing(name))?;
    opened(&mut reader)?;
    let mut at_start = true;
    while reader.more(b'}', at_start)? {
        at_start = false;
        if reader.borrowed_key()? == name {
            let is_null = reader.tokens.peek() == Some(b'n');
            return Ok((!is_null).then_some(Members { reader: Some(reader), at_start: true }));
        }
        let first = reader.next()?;
        reader.unread(first)?;
    }
    Err(DecodeError::missing(name))
}

/// Returns true if the whole body is an object that has no other members than these.
pub(crate) fn has_only(body: &[u8], names: &[&str]) -> bool {
    let mut members = members(body);
    while let Some(reader) = &mut members.reader {
        match member(reader, members.at_start) {
            Ok(Some((name, _))) if names.contains(&&*name) => members.at_start = false,
            Ok(None) => return reader.end().is_ok(),
            Ok(Some(_)) | Err(_) => return false,
        }
    }
    false
}

impl<'a> Iterator for Members<'a> {
    type Item = Result<Member<'a>, DecodeError>;

    fn next(&mut self) -> Option<Self::Item> {
        let member = member(self.reader.as_mut()?, self.at_start).transpose();
        self.at_start = false;
        if !matches!(member, Some(Ok(_))) {
            self.reader = None;
        }
        member
    }
}

/// Returns the next member, or `None` at the end of the object.
fn member<'a>(reader: &mut Reader<'a>, at_start: bool) -> Result<Option<Member<'a>>, DecodeError> {
    if at_start {
        opened(reader)?;
    }
    if !reader.more(b'}', at_start)? {
        return Ok(None);
    }
    let name = reader.borrowed_key()?;
    let first = reader.next()?;
    Ok(Some((name, reader.unread(first)?)))
}

fn opened(reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    match reader.next()? {
        b'{' => Ok(()),
        first => Err(reader.expected("an object", first)),
    }
}

#[cfg(test)]
mod tests {
    use super::{has_only, members, members_of};

    /// Returns the members, and whether an error follows them.
    fn all(body: &str) -> (Vec<(String, &str)>, bool) {
        let mut members = members(body.as_bytes());
        let valid = members.by_ref().map_while(Result::ok).map(|(name, value)| (name.into_owned(), value)).collect();
        assert!(members.next().is_none(), "an error is the last item");
        let fails = super::members(body.as_bytes()).any(|member| member.is_err());
        (valid, fails)
    }

    #[test]
    fn members_are_returned_verbatim() {
        let body = r#" { "a" : [ 1, {"b":2} ] , "\u0062\"":"x\n","a":null}, and more"#;
        let members = [("a", r#"[ 1, {"b":2} ]"#), ("b\"", r#""x\n""#), ("a", "null")];
        assert_eq!(all(body), (members.map(|(name, value)| (name.to_owned(), value)).to_vec(), false));
        assert_eq!(all("{}"), (vec![], false));
    }

    #[test]
    fn members_of_a_member() {
        let names = |body: &str| {
            let members = members_of(body.as_bytes(), "data").ok()??;
            Some(members.map_while(Result::ok).map(|(name, _)| name.into_owned()).collect::<Vec<_>>())
        };
        assert_eq!(names(r#"{"a":{"data":1},"data":{"b":1,"c":2},"d":3}"#), Some(vec!["b".to_owned(), "c".to_owned()]));
        assert_eq!(names(r#"{"\ud83d":"\ud83d","data":{}"#), None, "a lone surrogate is not a key");
        assert_eq!(names(r#"{"a":"\ud83d","data" : {"b":"\ud83d"}"#), Some(vec!["b".to_owned()]));
        assert_eq!(names(r#"{"data":{"b":1"#), Some(vec!["b".to_owned()]));
        assert_eq!(names(r#"{"data":[1]}"#), Some(vec![]));
        assert!(members_of(b"{\"data\":[1]}", "data").unwrap().unwrap().next().unwrap().is_err());
        assert!(members_of(b"{\"data\": null}", "data").unwrap().is_none());
        for broken in ["", "null", "[]", "{}", r#"{"a":1}"#, r#"{"a":1 "data":{}}"#, r#"{"a":"data"}"#] {
            assert!(members_of(broken.as_bytes(), "data").is_err(), "{broken}");
        }
    }

    #[test]
    fn only_whole_bodies_with_known_members_are_accepted() {
        let names = ["data", "requestId"];
        for body in ["{}", " {} ", r#"{"data":{"code":"X"},"requestId":"r"}"#, r#"{"requestId":"r","data":null}"#] {
            assert!(has_only(body.as_bytes(), &names), "{body}");
        }
        for body in [
            "",
            "null",
            "[]",
            r#"{"data":{},"code":"X"}"#,
            r#"{"code":"X","requestId":"r"}"#,
            r#"{"data":{}"#,
            r#"{"data":{}}}"#,
            r#"{"data":{}} {}"#,
            r#"{"data":{"a":01}}"#,
            r#"{"data":{},}"#,
        ] {
            assert!(!has_only(body.as_bytes(), &names), "{body}");
        }
    }

    #[test]
    fn valid_members_precede_the_error() {
        for broken in ["{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"b\":01}", "{\"a\":1]"] {
            assert_eq!(all(broken), (vec![("a".to_owned(), "1")], true), "{broken}");
        }
        for broken in ["", "null", "[]", "{", "{1:2}", "{\"a\":", "{\"a\" 1}", "{\"a\":\"\\x\"}"] {
            assert_eq!(all(broken), (vec![], true), "{broken}");
        }
        let surrogates = r#"{"a":1,"b":{"\ud83d":"\ude00"},"_id":"a"}"#;
        assert_eq!(all(surrogates).0[1..], [("b".to_owned(), r#"{"\ud83d":"\ude00"}"#), ("_id".to_owned(), "\"a\"")]);
        assert!(members(b"{\"a\":1,\"\xff\":2}").next().unwrap().is_err(), "not UTF-8");
    }
}
