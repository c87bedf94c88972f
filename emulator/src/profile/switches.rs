//! All switches of a profile, for tools that let a person change them.

use std::sync::LazyLock;

use super::Profile;
use crate::own_docs::{self, Member, without_links};

/// The sources of the groups.
const SOURCES: [(&str, &str); 8] = [
    ("accept", include_str!("accept.rs")),
    ("lists", include_str!("lists.rs")),
    ("writes", include_str!("writes.rs")),
    ("answers", include_str!("answers.rs")),
    ("errors", include_str!("errors.rs")),
    ("gateway", include_str!("gateway.rs")),
    ("identity", include_str!("identity.rs")),
    ("model_api", include_str!("model_api.rs")),
];

/// A switch of a [`Profile`] as tools offer it, with its documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Switch {
    /// Its group: `accept`.
    pub group: &'static str,
    /// The documentation of its group.
    pub group_doc: String,
    /// Its name in the group: `ge_le`.
    pub name: &'static str,
    /// Its documentation.
    pub doc: String,
    /// The values that it may have.
    pub values: SwitchValues,
    /// The default behaviour and the reasons for it, as in [`differences`](crate::differences).
    pub evidence: Vec<Evidence>,
}

impl Switch {
    /// The group and the name: `accept.ge_le`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}.{}", self.group, self.name)
    }
}

/// The values that a [`Switch`] may have.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SwitchValues {
    /// True or false.
    Flag,
    /// A whole number from 0.
    Number,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// One of these.
    Choice(Vec<SwitchValue>),
}

/// A value of a [`Switch`] with few of them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SwitchValue {
    /// Its name in TOML.
    pub name: String,
    /// Its documentation.
    pub doc: String,
}

/// A row of [`differences`](crate::differences).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The default behaviour, as the end of a sentence that begins with "the emulator".
    pub behaviour: String,
    /// The source of that, with the number of the open question.
    pub evidence: String,
}

/// Read from the sources of the types, so that no switch can be left out.
static SWITCHES: LazyLock<Vec<Switch>> = LazyLock::new(|| {
    let rows = rows();
    let groups = own_docs::members(include_str!("../profile.rs"), "struct Profile");
    let of_group = |group: Member| {
        let source = SOURCES.iter().find(|(name, _)| *name == group.name).map_or("", |(_, source)| source);
        let rows = &rows;
        own_docs::members(source, &format!("struct {}", group.of)).into_iter().map(move |field| {
            let path = format!("`{}.{}`", group.name, field.name);
            Switch {
                group: group.name,
                group_doc: group.doc.clone(),
                name: field.name,
                values: values(field.of),
                doc: field.doc,
                evidence: rows.iter().filter(|(switch, _)| *switch == path).map(|(_, row)| row.clone()).collect(),
            }
        })
    };
    groups.into_iter().flat_map(of_group).collect()
});

fn values(of: &str) -> SwitchValues {
    match of {
        "bool" => SwitchValues::Flag,
        "u32" => SwitchValues::Number,
        "String" => SwitchValues::Text,
        "Vec<String>" => SwitchValues::Texts,
        _ => {
            let declaration = format!("enum {of}");
            let members = SOURCES.iter().flat_map(|(_, source)| own_docs::members(source, &declaration));
            let value = |member: Member| SwitchValue { name: member.json_name(), doc: member.doc };
            SwitchValues::Choice(members.map(value).collect())
        }
    }
}

/// The rows of the tables in `differences.md`, each with the cell of its switch.
fn rows() -> Vec<(&'static str, Evidence)> {
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
        let [behaviour, switch, evidence, _test] = cells[..] else { return None };
        Some((switch, Evidence { behaviour: without_links(behaviour), evidence: without_links(evidence) }))
    };
    include_str!("../differences.md").lines().filter_map(row).collect()
}

impl Profile {
    /// All switches with their documentation, by group, in the order of their declaration.
    ///
    /// ```
    /// use weda_emulator::Profile;
    ///
    /// let switch = Profile::switches().iter().find(|switch| switch.path() == "accept.ge_le").unwrap();
    /// assert_eq!(switch.doc, "The operators `ge` and `le` in filters.");
    /// assert_eq!(switch.evidence[0].evidence, "silence (U8)");
    /// ```
    #[must_use]
    pub fn switches() -> &'static [Switch] {
        &SWITCHES
    }

    /// The profile as TOML that [`Profile::parse`] reads: the switches that differ from the preset `documented`.
    ///
    /// ```
    /// use weda_emulator::Profile;
    ///
    /// let profile = Profile::documented().with(|profile| profile.accept.ge_le = true);
    /// assert_eq!(profile.to_toml(), "[accept]\nge_le = true\n");
    /// ```
    #[must_use]
    pub fn to_toml(&self) -> String {
        // Cannot fail: all switches are texts, numbers, flags and lists of texts.
        let table = |profile: &Profile| toml::Table::try_from(profile).unwrap_or_default();
        let documented = table(&Profile::documented());
        let mut changed = toml::Table::new();
        for (group, switches) in table(self) {
            let (toml::Value::Table(mut switches), Some(toml::Value::Table(usual))) =
                (switches, documented.get(&group))
            else {
                continue;
            };
            switches.retain(|name, value| usual.get(name) != Some(value));
            if !switches.is_empty() {
                changed.insert(group, toml::Value::Table(switches));
            }
        }
        toml::to_string(&changed).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::{Profile, SwitchValues};

    #[test]
    fn each_field_of_a_profile_is_a_switch_with_documentation() {
        let profile = serde_json::to_value(Profile::documented()).unwrap();
        let mut fields = Vec::new();
        for (group, switches) in profile.as_object().unwrap() {
            fields.extend(switches.as_object().unwrap().keys().map(|name| format!("{group}.{name}")));
        }
        let mut paths: Vec<String> = Profile::switches().iter().map(super::Switch::path).collect();
        fields.sort();
        paths.sort();
        assert_eq!(paths, fields);
        for switch in Profile::switches() {
            assert!(switch.doc.ends_with(['.', ')']) && switch.group_doc.ends_with('.'), "{switch:?}");
            assert!(!switch.doc.contains("]("), "{switch:?}");
            assert!(!switch.evidence.is_empty(), "{switch:?} has no row in differences.md");
        }
    }

    /// The kind of each switch is that of its value, and each value of a choice is read from TOML.
    #[test]
    fn the_values_of_switches_are_those_that_toml_has() {
        let profile = serde_json::to_value(Profile::documented()).unwrap();
        for switch in Profile::switches() {
            let value = &profile[switch.group][switch.name];
            match &switch.values {
                SwitchValues::Flag => assert!(value.is_boolean(), "{switch:?}"),
                SwitchValues::Number => assert!(value.is_u64(), "{switch:?}"),
                SwitchValues::Text => assert!(value.is_string(), "{switch:?}"),
                SwitchValues::Texts => assert!(value.is_array(), "{switch:?}"),
                SwitchValues::Choice(values) => {
                    assert!(values.len() > 1 && values.iter().any(|one| *value == one.name.as_str()));
                    for one in values {
                        assert!(!one.doc.is_empty(), "{switch:?}");
                        let text = format!("[{}]\n{} = {:?}", switch.group, switch.name, one.name);
                        let read = Profile::parse("test", &text).unwrap();
                        assert_eq!(serde_json::to_value(read).unwrap()[switch.group][switch.name], one.name.as_str());
                    }
                    let text = format!("[{}]\n{} = \"none of them\"", switch.group, switch.name);
                    let error = Profile::parse("test", &text).unwrap_err().to_string();
                    let all: Vec<String> = values.iter().map(|one| format!("`{}`", one.name)).collect();
                    assert!(all.iter().all(|name| error.contains(name.as_str())), "{error}: {all:?}");
                }
            }
        }
    }

    #[test]
    fn toml_has_what_differs_and_is_read_again() {
        assert_eq!(Profile::documented().to_toml(), "");
        let forbidden =
            |profile: &mut Profile| profile.gateway.forbidden_models = vec!["a\"b".to_owned(), "学生".to_owned()];
        for profile in [Profile::lenient(), Profile::strict(), Profile::strict().with(forbidden)] {
            let text = profile.to_toml();
            assert_eq!(Profile::parse("copied", &text).unwrap(), profile, "{text}");
        }
    }
}
