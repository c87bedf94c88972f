//! Comparison of JSON texts without their layout.

use serde_json::Number;

/// Returns true if two JSON texts differ only in layout: blanks, line ends, and spellings of a text or number. The order of
/// members is not layout.
pub(super) fn differ_only_in_layout(a: &str, b: &str) -> bool {
    Tokens(a).eq(Tokens(b))
}

/// The tokens of a valid JSON text.
struct Tokens<'a>(&'a str);

#[derive(PartialEq)]
enum Token<'a> {
    Text(String),
    Number(f64),
    /// A bracket, a colon, a comma, or a word.
    Other(&'a str),
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.0.trim_start();
        let first = rest.chars().next()?;
        let length = match first {
            '"' => text_length(rest),
            '{' | '}' | '[' | ']' | ':' | ',' => 1,
            _ => rest.find(|c: char| c.is_whitespace() || "{}[]:,\"".contains(c)).unwrap_or(rest.len()),
        };
        let (token, rest) = rest.split_at(length);
        self.0 = rest;
        let text = || serde_json::from_str(token).ok().map(Token::Text);
        let number = || serde_json::from_str::<Number>(token).ok()?.as_f64().map(Token::Number);
        let known = if first == '"' { text() } else { number() };
        Some(known.unwrap_or(Token::Other(token)))
    }
}

/// The length of the text in quotes that `rest` begins with.
fn text_length(rest: &str) -> usize {
    let mut is_escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, character)| {
        let is_end = *character == '"' && !is_escaped;
        is_escaped = *character == '\\' && !is_escaped;
        is_end
    });
    end.map_or(rest.len(), |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::differ_only_in_layout;

    #[test]
    fn only_layout_is_ignored() {
        let text = r#"{"title":"学生","properties":{"a b":{"maximum":1,"x":[true,null,"\\"]}}}"#;
        for same in [
            "{\r\n  \"title\": \"\\u5b66\\u751f\",\r\n\t\"properties\" : {\"a b\":{\"maximum\":1.0,\"x\":[ true, null,\"\\\\\" ]}}}\n",
            text,
        ] {
            assert!(differ_only_in_layout(text, same), "{same}");
        }
        for other in [
            text.replace("a b", "ab"),
            text.replace("true", "false"),
            text.replace("1", "1.5"),
            text.replace(r#""title":"学生","properties":"#, r#""properties":"#),
            text.replace("null", "\"null\""),
            format!("{text}1"),
        ] {
            assert!(!differ_only_in_layout(text, &other), "{other}");
        }
        assert!(!differ_only_in_layout(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#), "the order");
    }
}
