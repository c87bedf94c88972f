//! A diff reports a change as breaking exactly if generated code loses something, judged by the text of the code.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::test_runner::TestError;
use serde_json::Value;
use syn::{Fields, ImplItem, Item, Type};
use weda_codegen::plan::Plan;
use weda_codegen::{Drift, Root, Settings, Side, Subject, check, diff, render};
use weda_definition::{Definition, OptionSets};

use crate::arbitrary::{Files, files, number, runner};

#[test]
fn a_change_is_breaking_if_code_loses_something() {
    let cases = u32::try_from(number("WEDA_CASES", 40)).unwrap();
    let breaking = Cell::new(0);
    let mut runner = runner(cases, number("WEDA_SEED", 20_261_123));
    let outcome = runner.run(&(files(), files(), any::<u64>()), |(before, other, seed)| {
        let after = mixed(&before, &other, seed);
        let (old, new) = (side(&before), side(&after));
        let diff = diff(&old, &new, &Settings::default()).unwrap();
        let (was, is) = (code(&old), code(&new));
        for (model, lost) in losses(&was, &is) {
            let of = diff.changes.iter().filter(|change| subject(&change.subject) == model.as_str());
            let told: BTreeSet<&str> = of.flat_map(|change| change.breaks.iter().map(String::as_str)).collect();
            for item in lost.iter().filter(|item| !item.only_access) {
                let names: Vec<&str> = item.names.iter().map(String::as_str).collect();
                let is_told = names.iter().any(|name| told.contains(name));
                prop_assert!(is_told, "{model}: {} is lost, told is {told:?}", item.text);
            }
            prop_assert!(told.is_empty() || !lost.is_empty(), "{model}: nothing is lost, told is {told:?}");
        }
        breaking.set(breaking.get() + u32::from(diff.drift() == Drift::Breaking));
        Ok(())
    });
    // The sets of models are too long to print; the seed reproduces them.
    if let Err(TestError::Fail(reason, _) | TestError::Abort(reason)) = outcome {
        panic!("{reason}");
    }
    let breaking = breaking.get();
    assert!(breaking > cases / 4, "only {breaking} of {cases} pairs differed in what code uses");
}

/// The same models with some fields replaced by those of the other ones.
fn mixed(files: &Files, other: &Files, seed: u64) -> Files {
    let seed = Cell::new(seed);
    let chance = |of: u64| {
        seed.set(seed.get().wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407));
        (seed.get() >> 33).is_multiple_of(of)
    };
    let parse = |text: &String| serde_json::from_str::<Value>(text).unwrap_or_default();
    let foreign: Vec<(String, Value)> = other
        .values()
        .filter_map(|text| parse(text).get("properties")?.as_object().cloned())
        .flat_map(|properties| properties.into_iter().collect::<Vec<_>>())
        .collect();
    let mut mixed = Files::new();
    for (identifier, text) in files.iter().filter(|_| !chance(8)) {
        let mut model = parse(text);
        if let Some(properties) = model.get_mut("properties").and_then(Value::as_object_mut) {
            properties.retain(|_, _| !chance(4));
            for (key, value) in foreign.iter().filter(|_| chance(6)).take(4) {
                properties.insert(key.clone(), value.clone());
            }
        }
        let text = if !model.is_object() { text.clone() } else { model.to_string() };
        mixed.insert(identifier.clone(), text);
    }
    mixed.extend(other.iter().take(1).map(|(identifier, text)| (identifier.clone(), text.clone())));
    mixed
}

fn side(files: &Files) -> Side {
    let parse = |(identifier, text): (&String, &String)| {
        // An `_id` that is declared as an object has a type, but no field of that type.
        let text = text.replace("\"_id\"", "\"an_id_of_its_own\"");
        Definition::parse(identifier, identifier, &text).unwrap()
    };
    Side { definitions: files.iter().map(parse).collect(), sets: OptionSets::default() }
}

fn subject(subject: &Subject) -> &str {
    match subject {
        Subject::Model(model) | Subject::Field { model, .. } => model,
        Subject::OptionSet(_) => "",
    }
}

/// A name in code, with its type.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    text: String,
    /// The same without the access of a field.
    bare: String,
    /// The possible names in a diff: its own, or that of the type that is removed with it.
    names: Vec<String>,
}

struct Lost {
    text: String,
    names: Vec<String>,
    only_access: bool,
}

/// The names in each model's code, by identifier.
fn code(side: &Side) -> BTreeMap<String, BTreeSet<Named>> {
    let plan: Plan = check(&side.definitions, &side.sets, &Settings::default()).unwrap();
    let output = render(&plan, Root::Beside("models".to_owned()));
    let named = |model: &weda_codegen::plan::ModelPlan| {
        let file = syn::parse_file(&output.models[&format!("{}.rs", model.module)]).unwrap();
        (model.identifier.clone(), file.items.iter().flat_map(items).collect())
    };
    plan.models.iter().map(named).collect()
}

fn items(item: &Item) -> Vec<Named> {
    let text = |tokens: &dyn quote::ToTokens| without_modules(&tokens.to_token_stream().to_string());
    let plain = |name: &syn::Ident| name.to_string().trim_start_matches("r#").to_owned();
    let whole = |text: String, names: Vec<String>| Named { bare: text.clone(), text, names };
    match item {
        Item::Struct(row) => {
            let owner = plain(&row.ident);
            let Fields::Named(fields) = &row.fields else { return Vec::new() };
            let members = fields.named.iter().filter_map(|field| {
                let name = plain(field.ident.as_ref()?);
                Some((name.clone(), format!("{name}: {}", text(&field.ty))))
            });
            let members: Vec<(String, String)> = members.collect();
            // A literal names all fields.
            if owner.starts_with("New")
                && row.attrs.iter().any(|attribute| text(attribute).contains("The required fields of a new"))
            {
                let all: BTreeSet<String> = members.into_iter().map(|(_, text)| text).collect();
                return vec![whole(format!("to create: {owner} {all:?}"), vec![owner])];
            }
            let each = members
                .into_iter()
                .map(|(name, text)| whole(format!("{owner}.{text}"), vec![format!("{owner}.{name}"), owner.clone()]));
            each.collect()
        }
        Item::Enum(options) => {
            let owner = plain(&options.ident);
            let each = options.variants.iter().map(|variant| {
                let name = format!("{owner}::{}", plain(&variant.ident));
                whole(name.clone(), vec![name, owner.clone()])
            });
            each.collect()
        }
        Item::Impl(block) if block.trait_.is_none() => {
            let Type::Path(path) = &*block.self_ty else { return Vec::new() };
            let owner = text(path);
            let each = block.items.iter().filter_map(|item| {
                let ImplItem::Const(constant) = item else { return None };
                let name = format!("{owner}::{}", plain(&constant.ident));
                let text = format!("{name}: {}", text(&constant.ty));
                let bare = text.replace(" , w :: Required", "").replace(" , w :: ReadOnly", "");
                Some(Named { text, bare, names: vec![name, owner.clone()] })
            });
            each.collect()
        }
        _ => Vec::new(),
    }
}

/// Type names without their modules, as exported from `models`.
fn without_modules(text: &str) -> String {
    let mut parts = text.split("super :: ");
    let first = parts.next().unwrap_or_default().to_owned();
    // Models that are known by name only are not in a module.
    let in_module = |part: &'_ str| part.split_once(' ').and_then(|(_, rest)| rest.strip_prefix(":: ")).map(str::len);
    let rest = parts.map(|part| in_module(part).map_or(part, |rest| &part[part.len() - rest..]));
    // A wrapped line has one comma more.
    rest.fold(first, |text, part| text + part).replace(" , >", " >")
}

/// The lost names of each earlier model, by identifier; empty for models without a loss.
fn losses(
    was: &BTreeMap<String, BTreeSet<Named>>,
    is: &BTreeMap<String, BTreeSet<Named>>,
) -> BTreeMap<String, Vec<Lost>> {
    let none = BTreeSet::new();
    let each = was.iter().map(|(model, items)| {
        let now = is.get(model).unwrap_or(&none);
        let bare: BTreeSet<&str> = now.iter().map(|item| item.bare.as_str()).collect();
        let lost = items.iter().filter(|item| !now.contains(item));
        let lost = lost.map(|item| Lost {
            text: item.text.clone(),
            names: item.names.clone(),
            only_access: bare.contains(item.bare.as_str()),
        });
        let mut lost: Vec<Lost> = lost.collect();
        // A new create shape: `create` takes another type.
        let shape = |items: &BTreeSet<Named>| {
            items.iter().find(|item| item.bare.starts_with("to create: ")).map(|item| item.bare.clone())
        };
        if shape(items).is_none() && shape(now).is_some() {
            lost.push(Lost { text: String::new(), names: Vec::new(), only_access: true });
        }
        (model.clone(), lost)
    });
    each.collect()
}
