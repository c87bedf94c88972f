//! Names of models, fields and options never collide, and do not depend on other models.
//!
//! For more and other cases: `WEDA_CASES=20000 WEDA_SEED=7 cargo test -p weda-codegen names::`.

use std::collections::BTreeSet;
use std::fmt::Debug;

use proptest::prelude::*;
use weda_codegen::plan::{FieldPlan, Member, ModelPlan, Plan};
use weda_codegen::{Problems, Root, Settings, check, render};
use weda_definition::{Definition, OptionSets};

use crate::arbitrary::{Files, every_word, files, number, parsed, runner};
use crate::support::reversed;

fn planned<'a>(definitions: impl IntoIterator<Item = &'a Definition>) -> Result<Plan, Problems> {
    check(definitions, &OptionSets::default(), &Settings::default())
}

#[test]
fn names_never_collide_and_are_independent() {
    hold(&every_word()).unwrap();
    let mut runner = runner(number("WEDA_CASES", 1_000) as u32, number("WEDA_SEED", 3));
    let tested = runner.run(&files(), |files| hold(&files));
    tested.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Equal definitions give equal bytes. Uses fewer sets, since formatting is slow.
#[test]
fn the_same_definitions_give_the_same_files_in_any_order() {
    let tested = runner(20, 4).run(&files(), |files| {
        let definitions = parsed(&files);
        let turned: Vec<Definition> = definitions.iter().rev().map(reversed).collect();
        let rendered =
            |definitions: &[Definition]| render(&planned(definitions).unwrap(), Root::Beside("models".to_owned()));
        let output = rendered(&definitions);
        prop_assert_eq!(&rendered(&parsed(&files)), &output);
        prop_assert_eq!(&rendered(&turned), &output);
        prop_assert_eq!(output.models.len(), files.len(), "every model has a file of its own");
        Ok(())
    });
    tested.unwrap_or_else(|failure| panic!("{failure}"));
}

fn hold(files: &Files) -> Result<(), TestCaseError> {
    let definitions = parsed(files);
    let plan = planned(&definitions).map_err(|problems| TestCaseError::fail(problems.to_string()))?;
    are_unique(&plan)?;
    are_everywhere(&plan, &definitions)?;
    do_not_depend_on_order(&plan, &definitions)?;
    do_not_depend_on_others(&plan, &definitions)
}

fn are_unique(plan: &Plan) -> Result<(), TestCaseError> {
    // The root file declares the modules and exports all types, which share a namespace.
    let exported =
        plan.models.iter().flat_map(|model| model.exports()).chain(plan.stubs.iter().map(|stub| &*stub.name));
    let modules = plan.models.iter().map(|model| model.module.as_str());
    unique("root", exported.chain(modules))?;
    // On some systems `Order.rs` and `order.rs` are the same file.
    unique("files", plan.models.iter().map(|model| model.module.to_lowercase()))?;
    for model in &plan.models {
        unique(&model.identifier, model.fields.iter().map(|field| field.member.name.as_str()))?;
        unique(&model.identifier, model.fields.iter().map(FieldPlan::constant))?;
        unique(&model.identifier, model.fields.iter().map(|field| field.member.key.as_str()))?;
        for nested in &model.structs {
            unique(&nested.name, nested.members.iter().map(|member| member.name.as_str()))?;
        }
        for options in &model.enums {
            let other = std::iter::once("Other");
            unique(&options.name, options.variants.iter().map(|variant| variant.name.as_str()).chain(other))?;
            unique(&options.name, options.variants.iter().map(|variant| variant.key.as_str()))?;
        }
    }
    Ok(())
}

/// Checks that each name occurs once.
fn unique<T: Debug + Ord>(scope: &str, names: impl Iterator<Item = T>) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for name in names {
        prop_assert!(!seen.contains(&name), "{name:?} twice in {scope}");
        seen.insert(name);
    }
    Ok(())
}

/// Checks that nothing is lost, and that every name is valid in Rust.
fn are_everywhere(plan: &Plan, definitions: &[Definition]) -> Result<(), TestCaseError> {
    prop_assert_eq!(plan.models.len(), definitions.len());
    for (model, definition) in plan.models.iter().zip(definitions) {
        prop_assert_eq!(&model.identifier, &definition.identifier);
        let declared = definition.fields.iter().map(|field| field.key.as_str()).chain(["_id"]);
        let planned = model.fields.iter().map(|field| field.member.key.as_str());
        prop_assert_eq!(planned.collect::<BTreeSet<_>>(), declared.collect::<BTreeSet<_>>());
    }
    let types = plan.models.iter().flat_map(|model| model.exports()).chain(plan.stubs.iter().map(|stub| &*stub.name));
    for name in types.chain(plan.models.iter().map(|model| &*model.module)) {
        prop_assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name:?} is not an identifier");
    }
    for model in &plan.models {
        let fields = model.fields.iter().map(|field| &field.member);
        for Member { key, name, .. } in fields.chain(model.structs.iter().flat_map(|nested| &nested.members)) {
            prop_assert!(
                syn::parse_str::<syn::Ident>(&format!("r#{name}")).is_ok(),
                "{name:?} of {key:?} is not an identifier"
            );
        }
        for variant in model.enums.iter().flat_map(|options| &options.variants) {
            prop_assert!(syn::parse_str::<syn::Ident>(&variant.name).is_ok(), "{variant:?} has no name");
        }
    }
    Ok(())
}

fn do_not_depend_on_order(plan: &Plan, definitions: &[Definition]) -> Result<(), TestCaseError> {
    let turned: Vec<Definition> = definitions.iter().rev().map(reversed).collect();
    let turned = planned(&turned).unwrap();
    prop_assert_eq!(&turned.models, &plan.models);
    prop_assert_eq!(&turned.stubs, &plan.stubs);
    Ok(())
}

fn do_not_depend_on_others(plan: &Plan, definitions: &[Definition]) -> Result<(), TestCaseError> {
    for (definition, model) in definitions.iter().zip(&plan.models) {
        let alone = &planned([definition]).unwrap().models[0];
        prop_assert_eq!(names(alone), names(model), "{}", &definition.identifier);
    }
    Ok(())
}

/// Names of fields, members and variants; the scope of type names is the whole set.
fn names(model: &ModelPlan) -> Vec<&str> {
    let fields = model.fields.iter().map(|field| &field.member);
    let members = model.structs.iter().flat_map(|nested| &nested.members);
    let variants = model.enums.iter().flat_map(|options| &options.variants).map(|variant| &*variant.name);
    fields.chain(members).map(|member| &*member.name).chain(variants).collect()
}
