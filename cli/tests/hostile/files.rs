//! Names of files, and what stands in local files.

use crate::screen::{BAD, BAD_NAME, FORGED};
use crate::world::World;

/// File names stood in notes and errors as they are: one with an escape sequence painted the terminal, one with a line end
/// forged a line of the command's own.
#[test]
fn names_of_files_do_not_steer_the_terminal() {
    let world = World::new();
    for name in [BAD_NAME.to_owned(), format!("a\n{FORGED} x")] {
        let at = |ending: &str| format!("{name}{ending}");
        world.write(&at(".ndjson"), "{\"name\":\"a\",\"other\":1}\n{\"name\":\"b\"}\n");
        world.harmless(&["import", "student", &at(".ndjson"), "--dry-run"]);
        world.harmless(&["import", "student", &at(".ndjson"), "--yes"]);
        world.harmless(&["import", "student", &at(".ndjson"), "--yes"]);
        world.harmless(&["import", "student", &at(".nothing"), "--yes"]);
        world.write(&at(".odd"), "???");
        world.harmless(&["import", "student", &at(".odd"), "--yes"]);
        world.write(&at(".csv"), "name,\nx,1\n");
        world.harmless(&["import", "student", &at(".csv"), "--yes", "--rejects", &at(".r"), "--checkpoint", &at(".c")]);
        world.write(&at(".ndjson.checkpoint"), "{");
        world.harmless(&["import", "student", &at(".ndjson"), "--yes"]);
        world.harmless(&["export", "student", "-o", &at(".out.ndjson")]);
        world.harmless(&["export", "student", "-o", &at(".no/x/y.ndjson")]);
        world.harmless(&["export", "student", "-o", &at(".out.json"), "--json"]);
        let no = at("/none");
        for command in ["check", "generate", "doctor", "pull", "diff", "emulate"] {
            world.harmless(&[command, "--dir", &no]);
        }
        world.harmless(&["diff", &no, &no]);
        world.harmless(&["diff", &at(".ndjson"), &at(".ndjson")]);
        world.harmless(&["generate", "--dir", &no, "--out", &at("/out")]);
        world.harmless(&[&no]);
        world.harmless(&["query", &no, &no]);
        world.harmless(&["query", "student", "--top", &no, "--json"]);
        world.harmless(&["emulate", "--load", &no, "--listen", "127.0.0.1:0"]);
        world.harmless(&["emulate", "--profile", &no, "--listen", "127.0.0.1:0"]);
        world.harmless(&["emulate", "--data", &at(".ndjson"), "--listen", "127.0.0.1:0"]);
        world.harmless(&["emulate", "--listen", &no]);
    }
}

/// Definitions that were edited, and other people's settings.
#[test]
fn local_files_do_not_steer_the_terminal() {
    let world = World::new();
    for name in [BAD_NAME.to_owned(), format!("a\n{FORGED} x")] {
        let file = format!("database-schemas/{name}.json");
        let bad = serde_json::to_string(BAD).unwrap();
        for text in [
            "{",
            "[]",
            &format!(r#"{{"type":"object","properties":{{"a":{{"type":{bad}}},{bad}:{{"type":"string"}}}}}}"#),
            &format!(r#"{{"type":"object","properties":{{{bad}:1}}}}"#),
            &format!(r#"{{"type":"object","properties":{{{bad}:{{"type":"string"}},{bad}:{{"type":"string"}}}}}}"#),
            &format!(r#"{{"type":{bad}}}"#),
            "{\u{9b}: 1}",
        ] {
            world.write(&file, text);
            for arguments in [
                &["check"][..],
                &["check", "--json"],
                &["generate"],
                &["generate", "--json"],
                &["doctor"],
                &["pull", "--check"],
                &["pull", "--dry-run"],
                &["diff"],
                &["diff", "database-schemas", "database-schemas"],
            ] {
                world.harmless(arguments);
            }
        }
        std::fs::remove_file(world.folder.path().join(&file)).unwrap();
    }
    world.write("database-schemas/student.json", &crate::world::student().to_string());
    world.harmless(&["generate"]);
    for text in [
        "{",
        r#"{"response":{"error":{"code":"C\u001b[31m\u009b\u202e","message":"m\n\u001b[31m"}}}"#,
        r#"{"response":{"data":{"total":1,"items":[{"name":"s\u001b[31m\u202e\n","config":"x\u009b"}]}}}"#,
    ] {
        world.write("option-sets.json", text);
        world.harmless(&["generate"]);
        world.harmless(&["diff"]);
    }
    std::fs::remove_file(world.folder.path().join("option-sets.json")).unwrap();
    let quoted = BAD_NAME.escape_unicode().to_string().replace("\\u{", "\\U{");
    let quoted: String =
        quoted.split("\\U{").skip(1).map(|code| format!("\\U{:0>8}", code.trim_end_matches('}'))).collect();
    for text in [
        format!("only = [\"{quoted}\"]\n"),
        format!("\"{quoted}\" = 1\n"),
        format!("out = \"{quoted}\"\n"),
        format!("optional = [\"student.{quoted}\"]\n"),
        format!("derive = [\"{quoted}\"]\n"),
        format!("[types]\n\"student.name\" = \"{quoted}\"\n"),
        "\u{9b}\u{202e} = 1\n".to_owned(),
    ] {
        world.write("weda.toml", &text);
        for command in ["check", "generate", "doctor", "init"] {
            world.harmless(&[command]);
        }
    }
    std::fs::remove_file(world.folder.path().join("weda.toml")).unwrap();
    for text in ["[models.x]\nhash = 1\n", "\u{9b}\u{202e} = 1\n", "<<<<<<< \u{9b}\u{202e}\n"] {
        world.write("weda.lock", text);
        world.harmless(&["check"]);
        world.harmless(&["pull", "--dry-run"]);
    }
    world.write("cloudbaserc.json", "{\"envId\": \u{9b}\u{202e}}");
    let mut command = crate::world::weda(world.folder.path());
    command.args(["query", "student"]).env("WEDA_SECRET_ID", "a").env("WEDA_SECRET_KEY", "b");
    crate::screen::assert_harmless("cloudbaserc.json", &crate::screen::on_terminal(command).text, true);
}
