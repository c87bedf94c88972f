//! The names of models in the document.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use weda_definition::Definition;

/// The name of each model: its identifier in the characters that names of components may have.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    pub(super) fn of(definitions: &[&Definition]) -> Self {
        let (mut names, mut taken) = (BTreeMap::new(), HashSet::new());
        for definition in definitions {
            let plain = plain(&definition.identifier);
            let numbered = (2..).map(|number: u32| format!("{plain}-{number}"));
            let name = std::iter::once(plain.clone()).chain(numbered).find(|name| taken.insert(name.clone()));
            names.insert(definition.identifier.clone(), name.unwrap_or(plain));
        }
        Self(names)
    }

    /// The name of a model, if it is in the document.
    pub(super) fn get(&self, identifier: &str) -> Option<&str> {
        self.0.get(identifier).map(String::as_str)
    }
}

/// An identifier with other characters replaced by their numbers.
fn plain(identifier: &str) -> String {
    let mut plain = String::new();
    for character in identifier.chars() {
        if character.is_ascii_alphanumeric() || character == '_' || character == '-' {
            plain.push(character);
        } else {
            // Cannot fail: writing to memory.
            let _ = write!(plain, "u{:x}", u32::from(character));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_unique() {
        let parse = |name: &str| Definition::parse(name, "a.json", "{}").unwrap();
        let all = ["student", "学生", "u5b66u751f", "a.b", "after-service"].map(parse);
        let names = Names::of(&all.iter().collect::<Vec<_>>());
        let of = |identifier| names.get(identifier);
        assert_eq!(of("student"), Some("student"));
        assert_eq!((of("学生"), of("u5b66u751f")), (Some("u5b66u751f"), Some("u5b66u751f-2")));
        assert_eq!((of("a.b"), of("after-service"), of("none")), (Some("au2eb"), Some("after-service"), None));
    }
}
