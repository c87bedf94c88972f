//! Names of tables, columns and constraints, and texts in SQL.

use std::collections::HashSet;

use weda_definition::hash::fnv_64;

/// The longest name that PostgreSQL keeps, in bytes. It cuts longer ones, so that two may become one.
pub(super) const MAX_BYTES: usize = 63;

/// Columns that every table has already.
const SYSTEM_COLUMNS: [&str; 7] = ["cmax", "cmin", "ctid", "oid", "tableoid", "xmax", "xmin"];

/// The names of one scope: the relations of a schema, the columns or the constraints of a table.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// The names of a table's columns, of which some are taken.
    pub(super) fn of_columns() -> Self {
        Self(SYSTEM_COLUMNS.iter().map(|name| (*name).to_owned()).collect())
    }

    /// Takes the names that fit as they are. They come first, so that no shortened name takes theirs.
    pub(super) fn take_all<'n>(&mut self, wanted: impl Iterator<Item = &'n str> + Clone) -> Vec<String> {
        let fits: Vec<bool> = wanted.clone().map(|name| fits(name) && self.0.insert(name.to_owned())).collect();
        let names = wanted.zip(fits);
        names.map(|(name, fits)| if fits { name.to_owned() } else { self.take(name) }).collect()
    }

    /// Takes a name like `wanted`: the same if it fits and is free, or else its beginning with a hash of the whole.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        if fits(wanted) && self.0.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let mut salt = 0_u32;
        loop {
            let hash = match salt {
                0 => fnv_64(wanted.as_bytes()),
                salt => fnv_64(format!("{wanted}\0{salt}").as_bytes()),
            };
            let ending = format!("_{:08x}", hash as u32);
            let name = format!("{}{ending}", start(&wanted.replace('\0', "_"), MAX_BYTES - ending.len()));
            if self.0.insert(name.clone()) {
                return name;
            }
            salt += 1;
        }
    }
}

/// Returns true for a name that PostgreSQL keeps as it is.
pub(super) fn fits(name: &str) -> bool {
    !name.is_empty() && name.len() <= MAX_BYTES && !name.contains('\0')
}

/// Returns the longest beginning of a text that has at most `bytes` bytes and ends with a whole character.
fn start(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// Returns a name in quotes.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Returns a text as a literal that means the same whatever `standard_conforming_strings` is. U+0000, which PostgreSQL
/// cannot store, becomes U+FFFD.
pub(super) fn literal(text: &str) -> String {
    let text = text.replace('\0', "\u{fffd}").replace('\'', "''");
    match text.contains('\\') {
        true => format!("E'{}'", text.replace('\\', "\\\\")),
        false => format!("'{text}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_differ() {
        let long = "学生档案".repeat(10);
        let others = [format!("{long}甲"), format!("{long}乙")];
        let names = Names::default().take_all(others.iter().map(String::as_str));
        assert!(names.iter().all(|name| name.len() <= MAX_BYTES && name.starts_with("学生档案")), "{names:?}");
        assert_ne!(names[0], names[1]);
        let again = Names::default().take_all(others.iter().rev().map(String::as_str));
        assert_eq!([&names[0], &names[1]], [&again[1], &again[0]], "a name does not depend on the order");
    }

    #[test]
    fn a_shortened_name_leaves_exact_ones() {
        let long = "a".repeat(80);
        let shortened = Names::default().take(&long);
        let names = Names::default().take_all([long.as_str(), shortened.as_str()].into_iter());
        assert_eq!(names[1], shortened);
        assert_ne!(names[0], shortened);
    }

    #[test]
    fn names_that_postgresql_has_itself_are_changed() {
        let names = Names::of_columns().take_all(["ctid", "subTitle", "subtitle", "", "a\0b"].into_iter());
        assert_eq!(names[1..3], ["subTitle", "subtitle"]);
        assert!(
            names[0].starts_with("ctid_") && names[3].starts_with('_') && names[4].starts_with("a_b_"),
            "{names:?}"
        );
    }

    #[test]
    fn quotes_and_backslashes_stay_inside() {
        assert_eq!(quoted("a\"; drop table b; --"), "\"a\"\"; drop table b; --\"");
        assert_eq!(literal("it's"), "'it''s'");
        assert_eq!(literal("\\' or 1=1"), "E'\\\\'' or 1=1'");
        assert_eq!(literal("a\0b"), "'a\u{fffd}b'");
    }
}
