//! The members of an object whose values are not read.

use std::borrow::Cow;

use super::utf8;
use super::{DecodeError, Reader};

/// The name of a member, and the text of its value.
pub(crate) type Member<'a> = (Cow<'a, str>, &'a str);

/// The members of an object in their order. A value may hold halves of characters, since nobody reads it here.
///
/// A fault is the last item; what comes before it is sound.
pub(crate) struct Members<'a> {
    /// `None` at the end.
    reader: Option<Reader<'a>>,
    at_start: bool,
}

/// The members of the object that an answer begins with; what follows the object is not looked at.
pub(crate) fn members(body: &[u8]) -> Members<'_> {
    // An answer that is not UTF-8 has none, as an empty one.
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

/// The next member; `None` at the end of the object.
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
    let name = reader.kept_key()?;
    let first = reader.next()?;
    Ok(Some((name, reader.unread(first)?)))
}

#[cfg(test)]
mod tests {
    use super::members;

    /// The members as a list, and whether a fault ends it.
    fn all(body: &str) -> (Vec<(String, &str)>, bool) {
        let mut members = members(body.as_bytes());
        let sound = members.by_ref().map_while(Result::ok).map(|(name, value)| (name.into_owned(), value)).collect();
        assert!(members.next().is_none(), "a fault is the last item");
        let faulty = super::members(body.as_bytes()).any(|member| member.is_err());
        (sound, faulty)
    }

    #[test]
    fn members_come_as_they_are_printed() {
        let body = r#" { "a" : [ 1, {"b":2} ] , "\u0062\"":"x\n","a":null}, and more"#;
        let members = [("a", r#"[ 1, {"b":2} ]"#), ("b\"", r#""x\n""#), ("a", "null")];
        assert_eq!(all(body), (members.map(|(name, value)| (name.to_owned(), value)).to_vec(), false));
        assert_eq!(all("{}"), (vec![], false));
    }

    #[test]
    fn what_is_sound_comes_before_the_fault() {
        for broken in ["{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{\"a\":1,\"b\":01}", "{\"a\":1]"] {
            assert_eq!(all(broken), (vec![("a".to_owned(), "1")], true), "{broken}");
        }
        for broken in ["", "null", "[]", "{", "{1:2}", "{\"a\":", "{\"a\" 1}", "{\"a\":\"\\x\"}"] {
            assert_eq!(all(broken), (vec![], true), "{broken}");
        }
        let halves = r#"{"a":1,"b":{"\ud83d":"\ude00"},"_id":"a"}"#;
        assert_eq!(all(halves).0[1..], [("b".to_owned(), r#"{"\ud83d":"\ude00"}"#), ("_id".to_owned(), "\"a\"")]);
        assert!(members(b"{\"a\":1,\"\xff\":2}").next().unwrap().is_err(), "not UTF-8");
    }
}
