//! JSON texts without their layout.

use serde_json::Number;

/// Returns whether two JSON texts are the same but for their layout: blanks, line ends, and other spellings of one text or
/// number. Members in another order make another text.
pub(super) fn is_all_that_differs(a: &str, b: &str) -> bool {
    Tokens(a).eq(Tokens(b))
}

/// The tokens of a text that is JSON.
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
    use super::is_all_that_differs;

    #[test]
    fn layout_is_no_difference_and_all_else_is() {
        let text = r#"{"title":"学生","properties":{"a b":{"maximum":1,"x":[true,null,"\\"]}}}"#;
        for same in [
            "{\r\n  \"title\": \"\\u5b66\\u751f\",\r\n\t\"properties\" : {\"a b\":{\"maximum\":1.0,\"x\":[ true, null,\"\\\\\" ]}}}\n",
            text,
        ] {
            assert!(is_all_that_differs(text, same), "{same}");
        }
        for other in [
            text.replace("a b", "ab"),
            text.replace("true", "false"),
            text.replace("1", "1.5"),
            text.replace(r#""title":"学生","properties":"#, r#""properties":"#),
            text.replace("null", "\"null\""),
            format!("{text}1"),
        ] {
            assert!(!is_all_that_differs(text, &other), "{other}");
        }
        assert!(!is_all_that_differs(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#), "the order");
    }
}
