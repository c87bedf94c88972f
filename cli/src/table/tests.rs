use super::*;

const CUST: &str = r#"{ "x-primary-column": "name", "properties": {
    "_id": { "type": "string", "x-system": true },
    "createdAt": { "type": "number", "format": "datetime", "x-system": true },
    "note": { "type": "string", "x-index": 3 }, "score": { "type": "number", "x-index": 2 },
    "name": { "type": "string", "x-index": 9 }, "phone": { "type": "string", "x-index": 1 },
    "addr": { "type": "object", "x-index": 4, "properties": { "city": { "type": "string" } } } } }"#;

fn records(texts: &[&str]) -> Vec<Record> {
    texts.iter().map(|json| json.parse().unwrap()).collect()
}

fn shown(texts: &[&str], options: TableOptions<'_>) -> Shown {
    let mut shown = of(&records(texts), options);
    shown.text = shown.text.replace("\x1b[1m", "").replace("\x1b[0m", "");
    shown
}

fn plain(texts: &[&str], width: Option<usize>) -> Shown {
    shown(texts, TableOptions { width, ..TableOptions::default() })
}

#[test]
fn columns_are_aligned_in_every_script() {
    let shown = plain(
        &[
            r#"{"createdAt":1,"姓名":"李四","score":59.5,"_id":"a","tags":"[\"转学\"]"}"#,
            r#"{"createdAt":22,"姓名":"O'Brien","score":7,"_id":"bb","tags":null,"active":true}"#,
        ],
        None,
    );
    assert_eq!(
        shown.text,
        "_id  姓名     score  tags      active                createdAt\n\
         a    李四      59.5  [\"转学\"]          1970-01-01 08:00:00.001\n\
         bb   O'Brien      7            true    1970-01-01 08:00:00.022"
    );
    assert!(shown.hidden.is_empty() && shown.empty.is_empty());
}

/// The primary column was missing, and columns without values took up space.
#[test]
fn the_primary_column_is_first_and_empty_ones_are_named() {
    let definition = Definition::parse("cust", "cust.json", CUST).unwrap();
    let options = TableOptions { definition: Some(&definition), width: Some(60), ..TableOptions::default() };
    let shown = shown(
        &[
            r#"{"_id":"1","createdAt":1714000002000,"_mainDep":"","note":"","score":5,"name":"李","phone":"139","extra":"x"}"#,
            r#"{"_id":"2","createdAt":1714000002000,"_mainDep":null,"note":null,"score":7,"name":"王","phone":"","addr":"{}"}"#,
        ],
        options,
    );
    assert_eq!(
        shown.text,
        "name  _id  phone  score  extra            createdAt\n\
         李    1    139        5  x      2024-04-25 07:06:42\n\
         王    2               7         2024-04-25 07:06:42"
    );
    assert_eq!(shown.empty, ["note", "addr"]);
}

#[test]
fn a_row_that_does_not_fit_is_shown_field_by_field() {
    let long = "长".repeat(20);
    let text = format!(r#"{{"_id":"a","text":"{long}","b":"{long}","c":"{long}","number":1234567,"owner":"1"}}"#);
    let wide = plain(&[&text], Some(60));
    assert_eq!(
        wide.text.lines().nth(1),
        Some("a    长长长长长长…   长长长长长长…   长长长长长长…   1234567"),
        "{}",
        wide.text
    );
    assert_eq!(wide.hidden, ["owner"]);
    let narrow = plain(&[&text], Some(40));
    let lines: Vec<&str> = narrow.text.lines().collect();
    assert_eq!(
        lines[..3],
        ["── 1 of 1 ──", "_id     a", "text    长长长长长长长长长长长长长长长长"],
        "{}",
        narrow.text
    );
    assert_eq!(lines[3], "        长长长长", "no character is lost");
    assert!(narrow.text.ends_with("owner   1") && narrow.hidden.is_empty());
    let preview = shown(&[&text], TableOptions { width: Some(40), shape: Shape::Preview, ..TableOptions::default() });
    assert_eq!(
        (preview.text.lines().count(), preview.hidden.as_slice()),
        (2, ["c".into(), "number".into()].as_slice())
    );
    assert_eq!(plain(&[&text], Some(1)).text.lines().next(), Some("── 1 of 1 ──"));
}

#[test]
fn selected_fields_are_shown_in_order_even_if_empty() {
    let select = ["note".to_owned(), "name".to_owned()];
    let options = TableOptions { select: &select, width: Some(60), ..TableOptions::default() };
    assert_eq!(shown(&[r#"{"_id":"1","name":"李","note":""}"#], options).text, "note  name\n      李");
}

/// Names of members and nested values were written to the terminal unescaped.
#[test]
fn control_and_invisible_characters_are_escaped() {
    let text = "{\"_id\":\"a\",\"na\\u001b[31mme\\u001b]0;PWN\\u0007\":\"x\",\"k\":{\"k\u{9b}2J\":1},\"bidi\":\"a\\u202eb\",\"no\\u200bne\":null,\
                \"text\":\"\\u001b[31mred\\nline\"}";
    for (width, shape) in
        [(None, Shape::Fitting), (Some(20), Shape::Fitting), (Some(80), Shape::Preview), (None, Shape::Vertical)]
    {
        let shown = shown(&[text], TableOptions { width, shape, ..TableOptions::default() });
        let all = format!("{}{}{}", shown.text, shown.hidden.join(""), shown.empty.join(""));
        for hidden in ['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}', '\u{200b}'] {
            assert!(!all.contains(hidden), "{hidden:?} of {shape:?} {width:?}: {all:?}");
        }
        assert!(all.contains(r"na\u{1b}[31mme\u{1b}]0;P"), "{all}");
    }
    assert!(plain(&[text], None).text.contains(r"\u{1b}[31mred\nline"));
}
