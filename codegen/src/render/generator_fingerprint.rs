//! How this generator writes, in one number.

use std::sync::OnceLock;

use weda_definition::{Definition, OptionSets};

use super::content_hash::ContentHash;
use super::layout;
use crate::plan::Plan;
use crate::{Settings, check, emit};

/// A model with everything that a definition can have.
const SPECIMEN: &str = include_str!("generator_fingerprint/specimen.json");
const OPTION_SETS: &str = include_str!("generator_fingerprint/option-sets.json");

/// Settings that show in the text, once in each way to serde's traits.
const SETTINGS: [&str; 2] =
    ["serde = \"derive\"\nderive = [\"PartialEq\"]\ntypes.email = \"crate::Email\"\n", "serde = true\n"];

/// The hash of what this generator makes of a specimen.
///
/// It is part of every content hash, so that no file is taken for this generator's that another one made of an equal plan:
/// the version alone says nothing of the formatter's, nor of a generator that is being worked on.
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

    /// A kind that is not in the specimen could be written otherwise without anybody noticing.
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

    /// Exhaustive, so that whoever adds a shape meets this test.
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
