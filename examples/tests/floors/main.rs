//! The layering of each crate: modules use only modules on lower floors.
//!
//! A room is a module with its submodules. Rooms on one floor do not use each other, and no room uses a higher one;
//! re-exports are resolved to the module that defines the item. Test code is ignored.

mod graph;
mod source;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use graph::Graph;
use source::Place;

/// Floors from the ground up, each a list of rooms.
type Floors = &'static [&'static [&'static str]];

const CLIENT: Floors = &[
    &["request", "task"],
    &["model"],
    &["codec", "error", "rfc3339"],
    &["value"],
    &["filter"],
    &["field"],
    &["write", "protocol"],
    &["transport", "records"],
    &["auth"],
    &["client"],
    &["call", "related"],
    &["one_record"],
    &["query", "bulk", "api", "sql"],
    &["row", "dynamic"],
    &["prelude", "__private", "generated_macros", "generated_macros_v2", "include"],
];

const EMULATOR: Floors = &[
    &["differences", "locked", "own_docs", "stage", "clock", "error", "loaded", "source", "tc3"],
    &["profile", "schema", "fault", "log", "mysql", "token", "interrupt", "users"],
    &["filter", "validate"],
    &["store"],
    &["service", "system"],
    &["face::answer", "face::model_paths", "face::percent", "face::request"],
    &["face::error_response"],
    &[
        "face::body",
        "face::openapi",
        "face::path_error",
        "face::printed",
        "face::query",
        "face::service_errors",
        "face::signature",
    ],
    &["face::parameters"],
    &["face::data_source"],
    &[
        "face::cloud",
        "face::control",
        "face::definitions",
        "face::discovery",
        "face::model",
        "face::odata",
        "face::schemas",
        "face::sql",
        "face::token",
        "face::users",
    ],
    &["face::route"],
    &["face::listed"],
    &["face"],
    &["server"],
    &["emulator"],
];

const DEFINITION: Floors = &[
    &["printable", "field", "regular_file", "hash"],
    &["error", "line_ends"],
    &["json_node"],
    &["definition", "option_sets"],
    &["definitions", "judge"],
];

const GENERATOR: Floors = &[
    &["manifest", "docs", "name", "nearest", "parallel"],
    &["runtime_name", "ancestors", "note"],
    &["plan"],
    &["settings"],
    &["problem", "locate"],
    &["check", "emit"],
    &["select", "render"],
    &["write"],
    &["compare", "diff"],
    &["generate"],
    &["build", "export"],
];

const MACROS: Floors = &[&["mistake"], &["input"], &["source", "view"], &["expand"]];

const STUDIO: Floors = &[
    &["assets", "body", "code", "diagram", "place", "refused", "token"],
    &["guard", "reply", "value", "vault"],
    &["files", "machine"],
    &["front_door", "source"],
    &["described", "judged", "transfers"],
    &["emulated", "relations"],
    &["api"],
    &["server"],
    &["studio"],
];

const COMMAND: Floors = &[
    &["exit", "row_ranges", "last_response", "terminal", "output_file", "official", "fields", "snapshot"],
    &["records", "stderr", "log", "progress"],
    &["failure", "table"],
    &["arguments", "browser", "output", "lock", "local_definitions", "confirm", "names"],
    &["service", "build_script", "diff_report", "explain"],
    &["published"],
    &["check", "query"],
    &["completions", "export", "import", "generate", "init", "pull"],
    &["transfers"],
    &["commands", "copy", "diff", "doctor", "emulate"],
    &["studio"],
];

const ARROW: Floors = &[&["day", "error"], &["schema"], &["column", "files", "rows"], &["batch"], &["batches"]];

const DATAFUSION: Floors = &[
    &["condition", "error", "options", "zero_rule"],
    &["pushdown", "spec"],
    &["ranges", "source"],
    &["scan"],
    &["sort_rule", "table"],
    &["catalog"],
    &["session"],
];

const SQL: Floors = &[
    &["arguments", "beijing", "catalog", "exit", "position", "requests", "suggestion", "table_text"],
    &["failure"],
    &["engine_error", "output_file", "settings", "sink"],
    &["local_file", "statement"],
    &["session"],
    &["run"],
];

const BALLISTA: Floors = &[
    &["address", "no_files", "role", "stop"],
    &["codec", "error"],
    &["ports", "readiness", "session"],
    &["connect", "executor", "scheduler"],
];

const REDIS: Floors = &[
    &["error", "health", "keys", "scripts"],
    &["link", "seal", "settings"],
    &["server"],
    &["limiter", "tokens"],
    &["shared"],
];

const MIRROR: Floors = &[
    &["error", "model", "postgres"],
    &["row"],
    &["copy"],
    &["sync"],
    &["verify"],
    &["mirror"],
    &["metrics"],
    &["command"],
];

#[test]
fn no_arrow_in_the_analytics_leads_up() {
    check("analytics/arrow/src/lib.rs", ARROW);
    check("analytics/ballista/src/lib.rs", BALLISTA);
    check("analytics/datafusion/src/lib.rs", DATAFUSION);
    check("analytics/mirror/src/lib.rs", MIRROR);
    check("analytics/redis/src/lib.rs", REDIS);
    check("analytics/sql/src/lib.rs", SQL);
}

#[test]
fn no_arrow_in_the_client_leads_up() {
    check("runtime/src/lib.rs", CLIENT);
}

#[test]
fn no_arrow_in_the_emulator_leads_up() {
    check("emulator/src/lib.rs", EMULATOR);
}

#[test]
fn no_arrow_in_the_definitions_leads_up() {
    check("definition/src/lib.rs", DEFINITION);
}

#[test]
fn no_arrow_in_the_generator_leads_up() {
    check("codegen/src/lib.rs", GENERATOR);
}

#[test]
fn no_arrow_in_the_macros_leads_up() {
    check("macros/src/lib.rs", MACROS);
}

#[test]
fn no_arrow_in_the_studio_leads_up() {
    check("studio/src/lib.rs", STUDIO);
}

#[test]
fn no_arrow_in_the_command_leads_up() {
    check("cli/src/main.rs", COMMAND);
}

#[track_caller]
fn check(root: &str, floors: Floors) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let graph = Graph::of(&workspace.join(root));
    let mut faults = String::new();
    let mut known: BTreeSet<&str> = floors.iter().copied().flatten().copied().collect();
    for module in graph.modules().filter(|module| !module.is_empty()) {
        match room(floors, module) {
            Some((_, room)) => drop(known.remove(room)),
            None => writeln!(faults, "{} is in no room", module.join("::")).unwrap(),
        }
    }
    for room in known {
        writeln!(faults, "there is no module {room}").unwrap();
    }
    for arrow in graph.arrows() {
        let (Some((from, above)), Some((to, below))) = (room(floors, &arrow.from), room(floors, &arrow.to)) else {
            continue;
        };
        if above != below && from <= to {
            let file = arrow.file.strip_prefix(workspace).unwrap_or(&arrow.file).display();
            writeln!(faults, "{above} -> {below}: {file} names {}", arrow.path).unwrap();
        }
    }
    assert!(faults.is_empty(), "the floors of {root} are in the tables of this test\n{faults}");
}

/// The floor and the room of a module: the most specific one.
fn room(floors: Floors, module: &Place) -> Option<(usize, &'static str)> {
    let module = module.join("::");
    let rooms = floors.iter().enumerate().flat_map(|(floor, rooms)| rooms.iter().map(move |room| (floor, *room)));
    rooms
        .filter(|(_, room)| module.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")))
        .max_by_key(|(_, room)| room.len())
}

/// Another gateway would be added only where the gateway is chosen.
#[test]
fn no_other_room_of_the_client_knows_a_gateway() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut faults = String::new();
    for arrow in Graph::of(&workspace.join("runtime/src/lib.rs")).arrows() {
        let (from, to) = (arrow.from.join("::"), arrow.to.join("::"));
        let may = ["protocol", "client::builder", "__private", ""].contains(&from.as_str());
        for gateway in ["protocol::odata", "protocol::model_api"] {
            // The dialect is a part of the public interface.
            let is_public = to.starts_with("protocol::odata::dialect");
            if to.starts_with(gateway) && !from.starts_with(gateway) && !may && !is_public {
                writeln!(faults, "{from} -> {to}: {}", arrow.path).unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
