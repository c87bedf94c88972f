//! Names of tables and columns in SQLite.

use std::collections::HashSet;

/// Quotes an identifier.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns the wanted name, or it with a number: SQLite does not tell letters of ASCII apart by their case.
pub(super) fn free(wanted: &str, taken: &HashSet<String>) -> String {
    // SQLite ends a statement at a character of zero.
    let wanted: String = wanted.chars().filter(|character| *character != '\0').collect();
    let numbered = (2_u32..).map(|number| format!("{wanted}_{number}"));
    let mut names = std::iter::once(wanted.clone()).chain(numbered);
    names.find(|name| !taken.contains(&folded(name))).unwrap_or(wanted)
}

/// A name as SQLite compares it.
pub(super) fn folded(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Returns the wanted name of a model's table. Names that belong to SQLite or to the copy get a prefix.
pub(super) fn table(identifier: &str) -> String {
    let folded = folded(identifier);
    match folded.starts_with("sqlite_") || folded.starts_with("weda_") {
        true => format!("model_{identifier}"),
        false => identifier.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_unique() {
        assert_eq!(quoted("a\"; DROP TABLE b"), "\"a\"\"; DROP TABLE b\"");
        let taken = ["name", "name_2"].into_iter().map(str::to_owned).collect();
        assert_eq!(free("Name", &taken), "Name_3");
        assert_eq!(free("姓名", &taken), "姓名");
        assert_eq!((table("weda_models"), table("Student")), ("model_weda_models".to_owned(), "Student".to_owned()));
    }
}
