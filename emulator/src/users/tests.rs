use super::{Users, derived_id};

fn problem(text: &str) -> String {
    Users::parse(text).err().expect("an error").to_string()
}

#[test]
fn users_of_a_list() {
    let text =
        "[{\"username\":\"小明\",\"password\":\"密码\"},\n{\"username\":\"li\",\"password\":\"p\",\"id\":\"7\"}]";
    let users = Users::parse(text).ok().expect("a list");
    assert!(users.has("小明", "密码") && users.has("li", "p"));
    assert!(!users.has("小明", "p") && !users.has("小", "密码") && !users.has("小明", ""));
    assert_eq!((users.id("小明"), users.id("li"), users.id("wang")), (None, Some("7"), None));
}

#[test]
fn ids_have_the_form_of_the_platform() {
    let id = derived_id("小明");
    assert!(id.len() == 19 && id.bytes().all(|byte| byte.is_ascii_digit()), "{id}");
    assert_eq!(id, derived_id("小明"));
    assert_ne!(id, derived_id("小红"));
}

/// Messages have the line, and never a value that may be a password.
#[test]
fn mistakes_have_their_lines() {
    for (text, expected) in [
        ("", "line 1: not JSON (EOF while parsing a value)"),
        ("[\n{\"username\":\"a\",}]", "line 2: not JSON (key must be a string)"),
        ("{\"username\":\"a\"}", "line 1: not a list of users"),
        ("\"geheim\"", "line 1: not a list of users"),
        ("[{\"username\":\"a\",\"password\":\"x\"},\n\n  \"geheim\"]", "line 3: not a list of users"),
        ("[\n{\"username\":\"a\",\"password\":98765}]", "line 2: `password` is missing or not a text"),
        ("[{\"username\":\"\",\"password\":\"x\"}]", "line 1: `username` is missing or not a text"),
        ("[{\"password\":\"geheim\"}]", "line 1: `username` is missing or not a text"),
        ("[{\"username\":\"a\",\"password\":\"geheim\",\"id\":7}]", "line 1: `id` is missing or not a text"),
        (
            "[{\"username\":\"a\",\"pasword\":\"geheim\",\"password\":\"x\"}]",
            "line 1: `pasword` is not a member of a user",
        ),
        (
            "[{\"username\":\"a\",\"password\":\"geheim\"},\n{\"username\":\"a\",\"password\":\"y\"}]",
            "line 2: the user `a` is already in the list",
        ),
        (
            "[{\"username\":\"a\",\"password\":\"geheim\",\"id\":\"7\"},\n{\"username\":\"b\",\"password\":\"y\",\"id\":\"7\"}]",
            "line 2: the user `b` has the `id` of `a`",
        ),
    ] {
        let found = problem(text);
        assert!(found.starts_with(expected), "{found}");
        assert!(!found.contains("geheim") && !found.contains("98765"), "{found}");
        assert!(
            found.ends_with("; write a list such as [{\"username\":\"xiaoming\",\"password\":\"secret\"}]"),
            "{found}"
        );
    }
}
