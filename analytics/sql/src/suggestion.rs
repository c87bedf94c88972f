//! Suggestions for misspelled names.

use weda_codegen::nearest;
use weda_definition::printable;

/// A name as SQL text: in double quotes where it would not be read as it is. Capital letters need none.
pub(crate) fn quoted(name: &str) -> String {
    let is_plain = |(at, c): (usize, char)| c == '_' || c.is_alphabetic() || at > 0 && c.is_ascii_digit();
    match !name.is_empty() && name.char_indices().all(is_plain) {
        true => name.to_owned(),
        false => format!("\"{}\"", printable(&name.replace('"', "\"\""))),
    }
}

/// A hint for a name that does not exist; `all` are the names that do.
pub(crate) fn hint(name: &str, all: &[&str]) -> Option<String> {
    let fold = |name: &str| name.to_lowercase();
    if let Some(same) = all.iter().find(|known| fold(known) == fold(name)) {
        return Some(format!("capital letters count in names: write {}", quoted(same)));
    }
    let near = nearest(name, all.iter().copied())?;
    Some(format!("did you mean {}?", quoted(near)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_suggested_as_it_is_written() {
        let names = ["createdAt", "score", "籍贯", "full name"];
        assert_eq!(hint("createdat", &names).as_deref(), Some("capital letters count in names: write createdAt"));
        assert_eq!(hint("creatdAt", &names).as_deref(), Some("did you mean createdAt?"));
        assert_eq!(hint("scroe", &names).as_deref(), Some("did you mean score?"));
        assert_eq!(hint("fullname", &names).as_deref(), Some("did you mean \"full name\"?"));
        assert_eq!(hint("quite different", &names), None);
        assert_eq!(quoted("a\"b\u{1b}"), "\"a\"\"b\\u{1b}\"");
        assert_eq!((quoted("9a").as_str(), quoted("").as_str(), quoted("籍贯").as_str()), ("\"9a\"", "\"\"", "籍贯"));
    }
}
