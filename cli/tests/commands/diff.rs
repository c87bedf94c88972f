//! `weda diff`.

use crate::support::{Project, STUDENT};

fn retyped() -> String {
    STUDENT.replace("\"number\"", "\"string\"")
}

#[test]
fn two_folders_or_two_files_are_compared() {
    let project = Project::offline();
    project.write("a/student.json", STUDENT);
    project.write("b/student.json", &retyped());
    for sides in [["a", "b"], ["a/student.json", "b/student.json"]] {
        let ran = project.run(&["diff", sides[0], sides[1]]);
        assert_eq!(ran.code, 11, "{ran:?}");
        assert_eq!(
            ran.stdout,
            "breaking    student.score was number and is text; breaks `Student::SCORE`, `Student.score`\n"
        );
        assert_eq!(ran.stderr, "1 breaking change\n");
    }
    let same = project.done(&["diff", "a", "a"]);
    assert_eq!((same.stdout.as_str(), same.stderr.as_str()), ("", "no differences\n"));
}

#[test]
fn explain_shows_both_sides() {
    let project = Project::offline();
    project.write("a/student.json", STUDENT);
    project.write("b/student.json", &format!("\n{}", retyped()));
    let ran = project.run(&["diff", "a", "b", "--explain"]);
    let expected = r#"breaking    student.score was number and is text; breaks `Student::SCORE`, `Student.score`
            before  a/student.json:12
                    "score": {
                        "type": "number",
                        "title": "成绩"
                    }
            after   b/student.json:13
                    "score": {
                        "type": "string",
                        "title": "成绩"
                    }
"#;
    assert_eq!(ran.stdout, expected);
}

/// Two checkouts have files of the same folder and name.
#[test]
fn sides_are_named_by_the_given_paths() {
    let project = Project::offline();
    project.write("a/database-schemas/student.json", STUDENT);
    project.write("b/database-schemas/student.json", &retyped());
    for end in ["", "/student.json"] {
        let sides = ["a", "b"].map(|side| format!("{side}/database-schemas{end}"));
        let answer = project.run(&["diff", &sides[0], &sides[1], "--json"]).json();
        let change = &answer["changes"][0];
        assert_eq!(change["before"]["source"], "a/database-schemas/student.json");
        assert_eq!(change["after"]["source"], "b/database-schemas/student.json");
    }
}

#[test]
fn without_sides_the_folder_is_compared_with_the_service() {
    let mut project = Project::new();
    project.done(&["pull"]);
    assert_eq!(project.done(&["diff"]).stderr, "no differences\n");
    project.serve("student", &retyped());
    project.restart(&[]);
    let ran = project.run(&["diff", "--json"]);
    assert_eq!(ran.code, 11);
    let answer = ran.json();
    let change = &answer["changes"][0];
    assert_eq!(
        (&change["model"], &change["field"], &change["change"], &change["from"], &change["to"]),
        (&"student".into(), &"score".into(), &"retyped".into(), &"number".into(), &"text".into())
    );
    assert_eq!(change["before"]["source"], "database-schemas/student.json");
    assert_eq!(change["after"]["source"], "lowcode-emulator:student");
    assert_eq!(change["after"]["json"], "\"score\": {\n    \"type\": \"string\",\n    \"title\": \"成绩\"\n}");
}

/// Only selected models are compared.
#[test]
fn some_models_are_compared() {
    let project = Project::new();
    project.done(&["pull", "-n", "student"]);
    assert_eq!(project.run(&["diff"]).stdout, "compatible  sys_department is new\ncompatible  sys_user is new\n");
    assert_eq!(project.done(&["diff", "-n", "student"]).stderr, "no differences\n");
    assert_eq!(project.run(&["diff", "a", "b", "-n", "student"]).code, 3);
}

#[test]
fn missing_sides_are_errors() {
    let project = Project::offline();
    project.write("a/student.json", STUDENT);
    for (arguments, code) in
        [(["diff", "a", "nowhere"].as_slice(), 6), (&["diff", "a"], 3), (&["diff", "a", "b", "c"], 3)]
    {
        assert_eq!(project.run(arguments).code, code, "{arguments:?}");
    }
}

/// A change of a whole model showed two locations without JSON or an explanation.
#[test]
fn every_location_is_explained() {
    let project = Project::offline();
    let model =
        |more: &str| format!(r#"{{ "type": "object",{more} "properties": {{ "a": {{ "type": "string" }} }} }}"#);
    project.write("a/student.json", &model(""));
    project.write("b/student.json", &model(r#" "title": "学生","#));
    project.write("b/course.json", &model(""));
    let ran = project.run(&["diff", "--explain", "a", "b"]);
    let lines: Vec<&str> = ran.stdout.lines().map(str::trim).collect();
    assert_eq!(
        lines,
        [
            "compatible  course is new",
            "after   b/course.json  (the whole file)",
            "compatible  student differs in title",
            "before  a/student.json  (absent)",
            "after   b/student.json",
            r#""title": "学生""#,
        ]
    );
}
