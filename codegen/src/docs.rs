//! Text of definitions in doc comments. It is untrusted: it must not act as Markdown, as a link or as a code example, nor
//! trigger a lint of rustc, clippy or rustdoc.

use weda_definition::visible;

/// Escapes the first line of a text, such as a title.
pub(crate) fn line(text: &str) -> String {
    lines(text).into_iter().next().unwrap_or_default()
}

/// Escapes a text line by line. Empty lines separate paragraphs and are removed at the ends.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}']) {
        // rustc refuses marks that change the direction of writing, in comments too.
        let line = escape(visible(line).trim());
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    if lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}

/// Formats a text as code: `` `key` ``.
pub(crate) fn code(text: &str) -> String {
    let text = visible(text);
    if text.trim().is_empty() {
        return "the empty text".to_owned();
    }
    if !text.contains('`') {
        return format!("`{text}`");
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    format!("{fence} {text} {fence}")
}

fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let rest = &line[at + c.len_utf8()..];
        let acts = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '#' | '$' => true,
            // Has no meaning within a word.
            '_' => !(before.is_alphanumeric() && rest.starts_with(char::is_alphanumeric)),
            // A bare URL: rustdoc wants it marked as a link.
            ':' => rest.starts_with("//"),
            '-' | '+' | '=' => at == 0,
            '.' | ')' => at > 0 && at == digits,
            _ => false,
        };
        if acts {
            escaped.push('\\');
        }
        escaped.push(c);
        before = c;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_prose_stays_as_it_is() {
        assert_eq!(lines("状态：0 未发布，1 已发布（user_info）。"), ["状态：0 未发布，1 已发布（user_info）。"]);
    }

    #[test]
    fn markdown_loses_its_meaning() {
        assert_eq!(line("see [x] <b> `y` *z* _a_ a_b"), r"see \[x\] \<b\> \`y\` \*z\* \_a\_ a_b");
        assert_eq!(lines("- one\n1. two\n# three\n    four"), [r"\- one", r"1\. two", r"\# three", "four"]);
        assert_eq!(line("https://example.com/a"), r"https\://example.com/a");
    }

    #[test]
    fn lines_end_where_any_system_ends_them() {
        assert_eq!(lines("\n\na\r\nb\rc\u{2028}\n\n\nd\n\n"), ["a", "", "b", "c", "", "d"]);
        assert_eq!(line(" 学号 \n more"), "学号");
    }

    #[test]
    fn invisible_characters_are_removed() {
        assert_eq!(line("a\u{202e}b\tc\u{feff}"), "ab c");
    }

    #[test]
    fn code_holds_any_key() {
        assert_eq!([code("name"), code("a`b"), code("")], ["`name`", "`` a`b ``", "the empty text"]);
    }
}
