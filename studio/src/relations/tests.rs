//! Diagrams of real definitions.

use std::path::{Path, PathBuf};

use weda_definition::{Definition, Definitions};

use super::{Graph, diagram};
use crate::diagram::{lay_out, tests::check};
use crate::source::{Model, Models, Stage};

/// All folders with definitions below one.
fn folders(below: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(below) else { return };
    let mut is_one = false;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        match path.is_dir() {
            true if !["target", "node_modules", ".git"].contains(&name) => folders(&path, found),
            true => {}
            false => is_one |= name.ends_with(".json"),
        }
    }
    if is_one {
        found.push(below.to_owned());
    }
}

fn checked(below: &Path) -> usize {
    let mut found = Vec::new();
    folders(below, &mut found);
    let mut all: Vec<Definition> = Vec::new();
    for folder in &found {
        // Some are broken on purpose.
        let (definitions, _) = Definitions::read_all(folder);
        let definitions: Vec<Definition> = definitions.into_iter().collect();
        lay_out_and_check(&definitions, &folder.display().to_string());
        all.extend(definitions);
    }
    all.sort_by(|one, other| one.identifier.cmp(&other.identifier));
    all.dedup_by(|one, other| one.identifier == other.identifier);
    lay_out_and_check(&all, "all definitions together");
    all.len()
}

fn lay_out_and_check(definitions: &[Definition], of: &str) {
    let definitions: Vec<&Definition> = definitions.iter().collect();
    for graph in [Graph::new(&definitions), Graph::new(&definitions).linked()] {
        let edges = graph.edges();
        let drawing = lay_out(&graph.sizes(), &edges);
        check(&drawing, &edges, of);
    }
}

#[test]
fn all_definitions_of_the_repository_are_drawn_without_overlap() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    assert!(checked(root) > 20);
}

/// More definitions, where `WEDA_SAMPLES` names a folder with some.
#[test]
fn all_samples_are_drawn_without_overlap() {
    let Some(folder) = std::env::var_os("WEDA_SAMPLES") else {
        eprintln!("all_samples_are_drawn_without_overlap: left out, since WEDA_SAMPLES names no folder of definitions");
        return;
    };
    assert!(checked(Path::new(&folder)) > 0, "{} has no definitions", folder.display());
}

fn model(name: &str, text: &str) -> Model {
    Model::everywhere(Definition::parse(name, name, text).unwrap())
}

#[test]
fn a_relation_and_its_other_side_are_one_route() {
    let related = |target: &str| {
        format!(
            r#"{{ "type": "string", "format": "related", "title": "关联", "x-parent": {{ "type": "related", "parentDataSourceName": "{target}" }} }}"#
        )
    };
    let all = vec![
        model(
            "a",
            &format!(
                r#"{{ "title": "甲", "properties": {{ "b": {}, "self": {}, "out": {} }} }}"#,
                related("b"),
                related("a"),
                related("gone")
            ),
        ),
        model("b", r#"{ "properties": { "name": { "type": "string" } } }"#),
        model("lonely", "{}"),
    ];
    let models = Models { models: all, ..Models::default() };
    let drawn = diagram(&models, Stage::Pre, false);
    let names = |drawn: &serde_json::Value| {
        drawn["boxes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["model"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&drawn), ["a", "b", "lonely", "gone"]);
    assert_eq!(drawn["boxes"][3]["fields"], serde_json::Value::Null, "it has no definition here");
    let routes = drawn["routes"].as_array().unwrap();
    let ends: Vec<(u64, u64)> =
        routes.iter().map(|one| (one["from"].as_u64().unwrap(), one["to"].as_u64().unwrap())).collect();
    assert_eq!(ends, [(0, 1), (0, 0), (0, 3)]);
    let linked = diagram(&models, Stage::Pre, true);
    assert_eq!(names(&linked), ["a", "b", "gone"]);
    assert_eq!(linked["routes"][2]["to"], 2);
}

/// A book has two relations to people and a many-many one, each with its other side; people are friends of each other.
#[test]
fn each_relation_between_the_same_models_is_one_route() {
    let side = |key: &str, shape: (&str, &str), target: &str, inverse: &str| {
        let (kind, format) = shape;
        format!(
            r#""{key}": {{ "type": "{kind}", "format": "{format}", "x-parent": {{
                "parentDataSourceName": "{target}", "parentFieldKey": "{inverse}" }} }}"#
        )
    };
    let (one, list, many) = (("object", "many-one"), ("array", "one-many"), ("array", "many-many"));
    let person = [
        side("written", list, "book", "author"),
        side("checked", list, "book", "editor"),
        side("read", many, "book", "readers"),
        side("friends", many, "person", "friends"),
        // Nothing on the other side has this key.
        side("owned", many, "book", "gone"),
    ];
    let book = [
        side("author", one, "person", "written"),
        side("editor", one, "person", "checked"),
        side("readers", many, "person", "read"),
    ];
    let properties = |sides: &[String]| format!(r#"{{ "properties": {{ {} }} }}"#, sides.join(", "));
    let both = vec![model("person", &properties(&person)), model("book", &properties(&book))];
    let models = Models { models: both, ..Models::default() };
    let drawn = diagram(&models, Stage::Pre, false);
    let route = |one: &serde_json::Value| (one["from"].as_u64().unwrap(), one["field"].as_str().unwrap().to_owned());
    let routes: Vec<(u64, String)> = drawn["routes"].as_array().unwrap().iter().map(route).collect();
    let expected = [(0, "read"), (0, "friends"), (0, "owned"), (1, "author"), (1, "editor")];
    assert_eq!(routes, expected.map(|(from, field)| (from, field.to_owned())));
}
