//! A fingerprint of the generator's output.

use std::sync::OnceLock;

use weda_definition::{Definition, OptionSets};

use super::content_hash::ContentHash;
use super::layout;
use crate::plan::Plan;
use crate::{Settings, check, emit};

/// A model with every feature of definitions.
const SPECIMEN: &str = include_str!("generator_fingerprint/specimen.json");
const OPTION_SETS: &str = include_str!("generator_fingerprint/option-sets.json");

/// Settings that affect the text, one for each implementation of serde's traits.
const SETTINGS: [&str; 2] =
    ["serde = \"derive\"\nderive = [\"PartialEq\"]\ntypes.email = \"crate::Email\"\n", "serde = true\n"];

/// Returns the hash of the generator's output for a specimen.
///
/// It is part of every content hash, so that the output of another generator for an equal plan is not taken for current. The
/// version alone is not enough: it does not cover the formatter's version, nor a generator under development.
pub(super) fn generator_fingerprint() -> u64 {
    static FINGERPRINT: OnceLock<u64> = OnceLock::new();
    *FINGERPRINT.get_or_init(|| ContentHash::of(&SETTINGS.map(|settings| texts(&plan(settings)))).with(&[]))
}

fn plan(settings: &str) -> Plan {
    let parsed = |identifier: &str, text: &str| Definition::parse(identifier, "specimen.json", text);
    let models = [parsed("specimen", SPECIMEN), parsed("type", "{}")].map(|model| model.expect("they are definitions"));
    let sets = OptionSets::parse("option-sets.json", OPTION_SETS).expect("they are option sets");
    let settings = Settings::parse("weda.toml".as_ref(), settings).expect("they are settings");
    check(&models, &sets, &settings).expect("nothing in the specimen is refused")
}

fn texts(plan: &Plan) -> Vec<String> {
    let models = plan.models.iter().map(|model| emit::model(model, plan));
    let sets = plan.option_sets.iter().map(|sets| emit::option_sets(sets, plan));
    let roots = [Some("models"), None].map(|folder| emit::root(plan, folder));
    models.chain(sets).chain(roots).map(layout::pretty).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::plan::Shape;

    /// A change in the output of a shape that is not in the specimen would go unnoticed.
    #[test]
    fn the_specimen_has_a_field_of_every_shape() {
        let mut found = BTreeSet::new();
        let plan = plan(SETTINGS[0]);
        for model in &plan.models {
            let fields = model.fields.iter().map(|field| &field.member);
            for member in fields.chain(model.structs.iter().flat_map(|nested| &nested.members)) {
                found.insert(name(&member.shape));
            }
        }
        let all = [
            "AreaCode",
            "Bool",
            "Choice",
            "Date",
            "DateTime",
            "File",
            "Id",
            "Integer",
            "Json",
            "List",
            "Location",
            "Number",
            "Object",
            "Own",
            "Text",
            "TimeOfDay",
        ];
        assert_eq!(found, all.into());
    }

    /// Exhaustive, so that a new shape must be added here.
    fn name(shape: &Shape) -> &'static str {
        match shape {
            Shape::Text => "Text",
            Shape::Number => "Number",
            Shape::Integer => "Integer",
            Shape::Bool => "Bool",
            Shape::DateTime => "DateTime",
            Shape::Date => "Date",
            Shape::TimeOfDay => "TimeOfDay",
            Shape::File => "File",
            Shape::AreaCode => "AreaCode",
            Shape::Location => "Location",
            Shape::Json => "Json",
            Shape::Id(_) => "Id",
            Shape::Choice(_) => "Choice",
            Shape::Object(_) => "Object",
            Shape::List(_) => "List",
            Shape::Own { .. } => "Own",
        }
    }

    #[test]
    fn the_specimen_shows_settings_shared_options_and_models_known_by_name() {
        let text = SETTINGS.map(|settings| texts(&plan(settings)).concat()).concat();
        let shown = [
            "PartialEq",
            "::serde::Serialize",
            "serde_records!",
            "serde_options!",
            "crate::Email",
            "mod option_sets",
            "enum Owner {}",
            "super::Owner",
        ];
        let missing: Vec<&str> = shown.into_iter().filter(|shown| !text.contains(shown)).collect();
        assert!(missing.is_empty(), "{missing:?} in {text}");
    }
}
