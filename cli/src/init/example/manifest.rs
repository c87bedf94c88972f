//! Adds dependencies to the text of a Cargo.toml, and changes nothing else of it.

use toml::{Table, Value};

/// A dependency to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dependency {
    /// The table: `dependencies` or `dev-dependencies`.
    pub table: &'static str,
    pub name: &'static str,
    /// The value in TOML.
    pub value: String,
}

impl Dependency {
    /// The line of the dependency in its table.
    pub(super) fn line(&self) -> String {
        format!("{} = {}", self.name, self.value)
    }
}

/// Returns the dependencies that the manifest does not have, under any name: a crate of `dependencies` is not added to
/// `dev-dependencies`.
pub(super) fn missing(manifest: &Table, wanted: Vec<Dependency>) -> Vec<Dependency> {
    wanted.into_iter().filter(|dependency| found(manifest, dependency).is_none()).collect()
}

/// Returns the value of the same dependency in the manifest.
pub(super) fn found<'m>(manifest: &'m Table, dependency: &Dependency) -> Option<&'m Value> {
    let tables = ["dependencies", dependency.table].into_iter().filter_map(|name| manifest.get(name)?.as_table());
    let is_it = |(name, value): &(&String, &Value)| {
        value.get("package").and_then(Value::as_str).unwrap_or(name) == dependency.name
    };
    tables.flat_map(|table| table.iter()).find(is_it).map(|(_, value)| value)
}

/// Returns the text with the dependencies, or `None` if the result would not be the old manifest with these entries, as for
/// tables in an unusual form.
pub(super) fn with(text: &str, dependencies: &[Dependency]) -> Option<String> {
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut expected: Table = text.parse().ok()?;
    for table in ["dependencies", "dev-dependencies"] {
        let of: Vec<&Dependency> = dependencies.iter().filter(|dependency| dependency.table == table).collect();
        if of.is_empty() {
            continue;
        }
        let added = of.iter().map(|dependency| dependency.line());
        match lines.iter().position(|line| is_header(line, table)) {
            Some(at) => {
                // Behind the entries that are there.
                let rest = &lines[at + 1..];
                let last = rest.iter().take_while(|line| !line.trim_start().starts_with('[')).collect::<Vec<_>>();
                let used = last.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
                let place = at + 1 + used;
                lines.splice(place..place, added);
            }
            None => {
                lines.extend([String::new(), format!("[{table}]")]);
                lines.extend(added);
            }
        }
        let entries = expected.entry(table).or_insert_with(|| Value::Table(Table::new())).as_table_mut()?;
        for dependency in of {
            let value: Table = dependency.line().parse().ok()?;
            entries.extend(value);
        }
    }
    let edited = lines.join(end) + end;
    let is_expected = edited.parse::<Table>().is_ok_and(|read| read == expected);
    is_expected.then_some(edited)
}

fn is_header(line: &str, table: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim();
    line.strip_prefix('[').and_then(|line| line.strip_suffix(']')).is_some_and(|name| name.trim() == table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependency(table: &'static str, name: &'static str) -> Dependency {
        Dependency { table, name, value: "\"1\"".to_owned() }
    }

    fn added(text: &str) -> Option<String> {
        with(text, &[dependency("dependencies", "weda"), dependency("dev-dependencies", "tokio")])
    }

    #[test]
    fn lines_are_added_to_the_tables_and_nothing_else_changes() {
        let cargo_new = "[package]\nname = \"hello\"\n\n[dependencies]\n";
        let both = "weda = \"1\"\n\n[dev-dependencies]\ntokio = \"1\"\n";
        assert_eq!(added(cargo_new).as_deref(), Some(&*format!("{cargo_new}{both}")));
        assert_eq!(added("[package]\n").as_deref(), Some(&*format!("[package]\n\n[dependencies]\n{both}")));
        let full = "[ dependencies ] # a remark\nserde = \"1\" # kept\n\n[features]\nx = []\n\n[dev-dependencies]\n";
        let edited = "[ dependencies ] # a remark\nserde = \"1\" # kept\nweda = \"1\"\n\n[features]\nx = []\n\n\
                      [dev-dependencies]\ntokio = \"1\"\n";
        assert_eq!(added(full).as_deref(), Some(edited));
        let windows = "[package]\r\n\r\n[dependencies]\r\n";
        assert!(
            added(windows).unwrap().lines().count() == 7 && !added(windows).unwrap().replace("\r\n", "").contains('\n')
        );
    }

    /// The text is not edited where the place of an entry is not plain.
    #[test]
    fn unusual_tables_are_left_to_the_user() {
        for text in [
            "dependencies = { serde = \"1\" }\n",
            "dependencies.serde = \"1\"\n",
            "a = \"\"\"\n[dependencies]\n\"\"\"\n",
            "[dependencies.serde]\nversion = \"1\"\n[dependencies]\nweda = \"2\"\n",
            "not toml",
        ] {
            assert_eq!(added(text), None, "{text}");
        }
    }

    #[test]
    fn only_missing_dependencies_are_wanted() {
        let wanted = || vec![dependency("dependencies", "weda"), dependency("dev-dependencies", "tokio")];
        let of = |text: &str| {
            missing(&text.parse().unwrap(), wanted()).iter().map(|dependency| dependency.name).collect::<Vec<_>>()
        };
        assert_eq!(of(""), ["weda", "tokio"]);
        assert_eq!(of("[dependencies]\nweda.workspace = true\ntokio = \"1\"\n"), [""; 0]);
        assert_eq!(of("[dev-dependencies]\nweda = \"1\"\ntokio = \"1\"\n"), ["weda"]);
        assert_eq!(of("[dependencies.client]\npackage = \"weda\"\npath = \"w\"\n"), ["tokio"]);
    }
}
