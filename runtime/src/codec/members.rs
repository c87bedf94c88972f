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
        match reader.next()? {
            b'{' => {}
            first => return Err(reader.expected("an object", first)),
        }
    }
    if !reader.more(b'}', at_start)? {
        return Ok(None);
    }
    let name = reader.borrowed_key()?;
    let first = reader.next()?;
    Ok(Some((name, reader.unread(first)?)))
}

#[cfg(test)]
mod tests {
    use super::members;

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
