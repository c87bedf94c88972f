//! The profile: its documentation, and changes of single switches.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use weda_emulator::Profile;
use weda_emulator::profile::{Switch, SwitchValue, SwitchValues};

use super::words;
use crate::machine::ProfileChange;
use crate::refused::{FieldProblem, Refused, RefusedKind};

/// All switches by group, with their documentation, and the presets.
pub(super) fn switches() -> Value {
    let mut groups: Vec<Value> = Vec::new();
    for switch in Profile::switches() {
        if groups.last().is_none_or(|group| group["name"] != switch.group) {
            let doc = json!({ "en": switch.group_doc, "zh": words::switch(switch.group) });
            groups.push(json!({ "name": switch.group, "doc": doc, "switches": [] }));
        }
        if let Some(Value::Array(switches)) = groups.last_mut().and_then(|group| group.get_mut("switches")) {
            switches.push(one(switch));
        }
    }
    let presets = json!({
        "documented": Profile::documented(), "lenient": Profile::lenient(), "strict": Profile::strict(),
    });
    json!({ "groups": groups, "presets": presets })
}

fn one(switch: &Switch) -> Value {
    let path = switch.path();
    let (kind, values) = match &switch.values {
        SwitchValues::Flag => ("flag", Vec::new()),
        SwitchValues::Number => ("number", Vec::new()),
        SwitchValues::Texts => ("texts", Vec::new()),
        SwitchValues::Choice(values) => {
            let value = |value: &SwitchValue| {
                let zh = words::switch(&format!("{path}={}", value.name));
                json!({ "name": value.name, "doc": { "en": value.doc, "zh": zh } })
            };
            ("choice", values.iter().map(value).collect())
        }
        _ => ("text", Vec::new()),
    };
    let evidence: Vec<Value> = switch
        .evidence
        .iter()
        .map(|evidence| json!({ "behaviour": evidence.behaviour, "evidence": evidence.evidence }))
        .collect();
    let doc = json!({ "en": switch.doc, "zh": words::switch(&path) });
    json!({ "path": path, "name": switch.name, "kind": kind, "doc": doc, "values": values, "evidence": evidence })
}

/// Changes of a profile.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    /// The preset to begin with, instead of the present profile.
    #[serde(default)]
    preset: Option<Preset>,
    /// The new values by path: `{"accept.ge_le": true}`.
    #[serde(default)]
    switches: Map<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Preset {
    Documented,
    Lenient,
    Strict,
}

impl Change {
    /// The change as a source makes it.
    pub(super) fn into_change(self) -> ProfileChange {
        Box::new(move |profile| {
            *profile = self.apply(profile.clone())?;
            Ok(())
        })
    }

    /// The profile after the changes, or all switches that are invalid.
    fn apply(&self, now: Profile) -> Result<Profile, Refused> {
        let mut profile = match self.preset {
            None => now,
            Some(Preset::Documented) => Profile::documented(),
            Some(Preset::Lenient) => Profile::lenient(),
            Some(Preset::Strict) => Profile::strict(),
        };
        let mut problems = Vec::new();
        for (path, value) in &self.switches {
            match set(&profile, path, value) {
                Ok(changed) => profile = changed,
                Err(message) => problems.push(FieldProblem::new(path, message)),
            }
        }
        let Some(first) = problems.first() else { return Ok(profile) };
        let (message, field) = (first.message.clone(), Some(first.field.clone()));
        Err(Refused { field, fields: problems, ..Refused::new(RefusedKind::Invalid, message) })
    }
}

fn set(profile: &Profile, path: &str, value: &Value) -> Result<Profile, String> {
    let Some(switch) = Profile::switches().iter().find(|switch| switch.path() == path) else {
        return Err(format!("there is no switch `{path}`: use one that the page lists"));
    };
    let mut json = json!(profile);
    json[switch.group][switch.name] = value.clone();
    serde_json::from_value(json).map_err(|_| {
        let expected = match &switch.values {
            SwitchValues::Flag => "true or false".to_owned(),
            SwitchValues::Number => format!("a whole number from 0 to {}", u32::MAX),
            SwitchValues::Texts => "a list of texts".to_owned(),
            SwitchValues::Choice(values) => {
                let names: Vec<&str> = values.iter().map(|value| value.name.as_str()).collect();
                format!("one of {}", names.join(", "))
            }
            _ => "a text".to_owned(),
        };
        let found: String = value.to_string().chars().take(60).collect();
        format!("`{path}` takes {expected}, found {found}")
    })
}
