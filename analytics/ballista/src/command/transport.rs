//! Errors as the transport between program and scheduler wraps them.

/// Returns the message in the text of a gRPC status, or the text as it is.
///
/// Ballista passes a status on in its debug form, whose quotes and line ends are escaped.
pub fn message(text: &str) -> String {
    const BEGINNING: &str = "message: \"";
    let Some((_, rest)) = text.split_once(BEGINNING) else { return text.to_owned() };
    let mut message = String::new();
    let mut characters = rest.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return message,
            '\\' => match characters.next() {
                Some('n') => message.push('\n'),
                Some('t') => message.push('\t'),
                // Escaped for being invisible; it stays so.
                Some('u') => message.push_str("\\u"),
                Some(other) => message.push(other),
                None => break,
            },
            _ => message.push(character),
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn the_message_of_a_status_is_unwrapped() {
        let text =
            r#"Execution error: Status { code: Internal, message: "no \"班级\"\nhere \\ \u{1b}", source: None }"#;
        assert_eq!(message(text), "no \"班级\"\nhere \\ \\u{1b}");
        assert_eq!(message("no column `a`"), "no column `a`");
        assert_eq!(message("message: \"cut"), "message: \"cut");
    }
}
