//! Files in every format except workbooks.

use weda_definition::Definition;

use super::*;
use crate::records::row::MAX_ROW_BYTES;

const MODEL: &str = r#"{ "properties": {
    "name": { "type": "string", "title": "姓名" }, "a": { "type": "string" }, "b": { "type": "string" },
    "score": { "type": "number" }, "born": { "type": "number", "format": "date" }, "ok": { "type": "boolean" } } }"#;

/// The result of reading a file: records or reasons.
struct Read {
    rows: Vec<Result<String, String>>,
    notes: Vec<String>,
    rejects: Vec<u8>,
}

fn options() -> ReadOptions {
    ReadOptions::default()
}

fn read_with(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Read, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let fields = Fields::from(Definition::parse("m", "m", MODEL).unwrap());
    let plain = |text: String| text.replace(&format!("{}/", folder.path().display()), "");
    let source = Source::open(&path, options, Some(Arc::new(fields))).map_err(|error| plain(error.to_string()))?;
    let (notes, form) = (source.notes().iter().map(|note| plain(note.clone())).collect(), source.reject_form());
    let (mut rows, mut rejects) = (Vec::new(), form.head());
    for row in source {
        match row {
            Ok(row) => {
                let reason = row.record.as_ref().err().map_or("no", |invalid| invalid.reason.as_str());
                rejects.extend(form.line(row.number, &row.raw, reason));
                rows.push(row.record.map_err(|invalid| invalid.reason));
            }
            Err(error) => rows.push(Err(format!("! {error}"))),
        }
    }
    Ok(Read { rows, notes, rejects })
}

fn read(name: &str, bytes: impl AsRef<[u8]>) -> Read {
    read_with(name, bytes.as_ref(), &options()).unwrap()
}

fn good(rows: &[&str]) -> Vec<Result<String, String>> {
    rows.iter().map(|row| Ok((*row).to_owned())).collect()
}

fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    match read_with(name, bytes.as_ref(), &options()) {
        Ok(read) => panic!("{name} is read: {:?}", read.rows),
        Err(error) => error,
    }
}

#[test]
fn json_lines_arrays_and_sequences_are_read_independent_of_the_extension() {
    let rows = good(&[r#"{"name":"李"}"#, r#"{"name":"b"}"#]);
    for name in ["x.json", "x.ndjson", "x.jsonl", "x.txt"] {
        for text in [
            "{\"name\":\"李\"}\n{\"name\":\"b\"}",
            "\u{feff}{\"name\":\"李\"}\r\n\r\n{\"name\":\"b\"}\r\n",
            "{\n  \"name\": \"李\"\n}\n{\n  \"name\": \"b\"\n}\n",
            "{\"name\":\"李\"}{\"name\":\"b\"}",
        ] {
            assert_eq!(read(name, text).rows, rows, "{name} {text}");
        }
    }
    for text in ["[{\"name\":\"李\"},{\"name\":\"b\"}]", "\u{feff} [\n {\"姓名\":\"李\"} ,\n {\"name\":\"b\"}\n]\n"]
    {
        assert_eq!(read("x.json", text).rows, rows, "{text}");
    }
    let wide = "{\"name\":\"李\"}\n{\"name\":\"b\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    assert_eq!(read("x.json", [b"\xff\xfe", &wide[..]].concat()).rows, rows);
}

/// Pretty-printed objects, as printed by `jq`.
#[test]
fn a_printed_object_is_one_row() {
    let read = read("p.json", "{\n \"name\":\"a\",\n \"b\":\"b\"\n}\n");
    assert_eq!(read.rows, good(&[r#"{"name":"a","b":"b"}"#]));
}

#[test]
fn an_invalid_row_is_reported_with_its_line_and_affects_no_other() {
    let read = read("x.ndjson", b"{}\n{\"name\":\n[1]\n{\"name\":\"\xff\"}\n5\n{\"name\":\"b\"}\n");
    let reasons: Vec<_> = read.rows.iter().map(|row| row.as_ref().unwrap_or_else(|why| why).as_str()).collect();
    assert_eq!(read.rows.len(), 6, "{reasons:?}");
    assert!(reasons[1].starts_with("line 2: it is not JSON: EOF"), "{reasons:?}");
    assert!(reasons[2].starts_with("line 3: it is not a JSON object, but a list"), "{reasons:?}");
    assert!(reasons[3].starts_with("line 4: it is not text (invalid utf-8"), "{reasons:?}");
    assert!(reasons[4].starts_with("line 5: it is not a JSON object, but a number"), "{reasons:?}");
    assert_eq!(reasons[5], r#"{"name":"b"}"#);
}

#[test]
fn an_incomplete_array_is_reported_with_its_line() {
    for (text, reason) in [
        ("[{\"name\":\"a\"}\n", "! row 2 and the rest cannot be read: line 2: the file ends within the array"),
        ("[{}\n{}]", "! row 2 and the rest cannot be read: line 2: `,` or `]` is missing"),
        ("[{}] {}", "! row 2 and the rest cannot be read: line 1: unexpected text after the array"),
        ("[,{}]", "! row 1 and the rest cannot be read: line 1: an element is missing before `,`"),
        ("[{},]", "! row 2 and the rest cannot be read: line 1: an element is missing after `,`"),
    ] {
        let rows = read("x.json", text).rows;
        let last = rows.last().unwrap().as_ref().unwrap_err();
        assert!(last.starts_with(reason), "{text}: {last}");
    }
    assert_eq!(read("x.json", "[]").rows, []);
    let read = read("x.json", "[1,\"a,b\",{\"name\":\"]},\\\"{\"}]");
    assert_eq!(read.rows[2], Ok(r#"{"name":"]},\"{"}"#.to_owned()));
}

/// An empty file is an error, but a file without rows is not.
#[test]
fn an_empty_file_is_an_error_and_no_rows_are_not() {
    assert_eq!(refused("x.json", ""), "x.json cannot be read: it is empty; write `[]` for no rows");
    for name in ["x.csv", "x.tsv"] {
        let reason = "it is empty; the first line of a table must name the fields";
        assert_eq!(refused(name, "\n\n"), format!("{name} cannot be read: {reason}"));
    }
    assert!(refused("x.csv", "李雷,5\n韩梅,6\n").contains("column 1 `李雷` is not a field of the model"));
    assert_eq!(read("x.csv", "name,score\n").rows, []);
    assert_eq!(read("x.ndjson", "").rows, [], "an export of no records is such a file");
}

#[test]
fn unknown_extensions_and_other_kinds_of_workbooks_are_errors() {
    for (name, words) in [
        ("x.xml", "the format of x.xml cannot be determined from its name or content; give `--format` with ndjson"),
        ("x.parquet", "the format of x.parquet cannot be determined"),
        (
            "x.xls",
            "x.xls is an old Excel workbook (.xls), which is not supported; save it as an Excel workbook (.xlsx)",
        ),
        ("x.ods", "x.ods is an OpenDocument spreadsheet (.ods)"),
        ("x.xlsb", "x.xlsb is a binary Excel workbook"),
        ("x.xlsx", "x.xlsx cannot be read: it is not an Excel workbook (.xlsx), or is damaged"),
    ] {
        assert!(refused(name, "name\na\n").contains(words), "{name}: {}", refused(name, "name\na\n"));
    }
    assert!(refused("x.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").contains("an old Excel workbook"));
    let options = ReadOptions { format: Some(Format::Csv), ..options() };
    assert_eq!(read_with("x.xml", b"name\na\n", &options).unwrap().rows, good(&[r#"{"name":"a"}"#]));
}

/// Tables with other delimiters, encodings, and a line that declares the delimiter.
#[test]
fn delimiters_and_encodings_are_detected_and_reported() {
    let rows = good(&[r#"{"name":"李雷","score":5}"#, r#"{"name":"韩","score":null}"#]);
    let table = "姓名,score\r\n李雷,5\r\n韩,\r\n";
    let gbk = |text: &str| encoding_rs::GBK.encode(text).0.into_owned();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    for (name, bytes, notes) in [
        ("x.csv", table.as_bytes().to_vec(), vec![]),
        ("x.csv", format!("\u{feff}{table}").into_bytes(), vec![]),
        ("x.csv", table.replace(',', ";").into_bytes(), vec!["x.csv is read with `;` as the delimiter"]),
        ("x.csv", table.replace(',', "\t").into_bytes(), vec!["x.csv is read with tab as the delimiter"]),
        ("x.csv", table.replace(',', "|").into_bytes(), vec!["x.csv is read with `|` as the delimiter"]),
        ("x.tsv", table.replace(',', "\t").into_bytes(), vec![]),
        ("x.tab", table.replace(',', "\t").into_bytes(), vec![]),
        ("x.txt", table.as_bytes().to_vec(), vec![]),
        ("x.csv", gbk(table), vec!["x.csv is read as GBK (GB18030)"]),
        ("x.csv", gbk(&table.replace(',', ";")), vec!["x.csv is read as GBK (GB18030), with `;` as the delimiter"]),
        (
            "x.txt",
            [b"\xff\xfe", &wide(&table.replace(',', "\t"))[..]].concat(),
            vec!["x.txt is read as UTF-16, with tab as the delimiter"],
        ),
        ("x.csv", wide(table), vec!["x.csv is read as UTF-16"]),
        ("x.csv", format!("sep=,\r\n{table}").into_bytes(), vec![]),
        (
            "x.csv",
            format!("\u{feff}SEP=;\n{}", table.replace(',', ";")).into_bytes(),
            vec!["x.csv is read with `;` as the delimiter"],
        ),
        (
            "x.csv",
            format!("\"sep=;\"\r{}", table.replace(',', ";").replace("\r\n", "\r")).into_bytes(),
            vec!["x.csv is read with `;` as the delimiter"],
        ),
    ] {
        let read = read(name, &bytes);
        assert_eq!(
            (read.rows, read.notes.iter().map(String::as_str).collect::<Vec<_>>()),
            (rows.clone(), notes),
            "{bytes:?}"
        );
    }
    // Given by flags.
    let told = ReadOptions { encoding: Some(TextEncoding::Gbk), delimiter: Some(b'#'), ..options() };
    assert_eq!(read_with("x.csv", &gbk(&table.replace(',', "#")), &told).unwrap().rows, rows);
}

/// A GBK table is detected even if it begins with thousands of ASCII rows, and an invalid byte rejects only its row.
#[test]
fn the_encoding_is_detected_from_later_rows() {
    let head = "name,a\n".to_owned() + &"abc,def\n".repeat(20_000);
    let gbk = [head.as_bytes(), &encoding_rs::GBK.encode("李雷,x\n").0].concat();
    assert_eq!(read("x.csv", gbk).rows.last().unwrap(), &Ok(r#"{"name":"李雷","a":"x"}"#.to_owned()));
    let read = read("x.csv", "name,a\n李,\n".bytes().chain(*b"x\xff,y\nz,\n").collect::<Vec<_>>());
    assert_eq!(
        read.rows[1],
        Err("line 3: it is not UTF-8; save the table as \"CSV UTF-8\", or give `--encoding`".to_owned())
    );
    assert_eq!(read.rows[2], Ok(r#"{"name":"z","a":null}"#.to_owned()));
}

#[test]
fn padding_of_spreadsheets_is_ignored_but_values_in_unnamed_columns_are_not() {
    let read = read("t.csv", "name,a,score,\r\nA,B,89,\r\n,,,\r\nC,D,90,\r\n,,,\r\n,,,\r\n");
    assert_eq!(read.rows, good(&[r#"{"name":"A","a":"B","score":89}"#, r#"{"name":"C","a":"D","score":90}"#]));
    assert_eq!(read.notes, ["t.csv: column 4 has no name and is ignored where it is empty"]);
    let rows = self::read("t.csv", "name,,a\nA,,B\nC,x,D\n").rows;
    assert_eq!(rows[0], Ok(r#"{"name":"A","a":"B"}"#.to_owned()));
    let why = rows[1].as_ref().unwrap_err();
    assert_eq!(why, "column 2 has no name, but has the value `x` here: name the column, or clear the cell");
    assert_eq!(
        self::read("t.csv", "name,a\nA,B,,\n").rows,
        good(&[r#"{"name":"A","a":"B"}"#]),
        "delimiters after the last cell"
    );
}

#[test]
fn a_mistake_in_the_header_is_an_error_before_the_first_row() {
    for (text, words) in [
        ("nmae,a\n1,2\n", "did you mean `name`?"),
        ("name,姓名\n1,2\n", "columns 1 and 2 are both for the field `name`"),
        ("\u{200b}name,a\n1,2\n", "column 1 `\\u{200b}name` is not a field of the model; did you mean `name`?"),
        ("\"name\"x,a\n1,2\n", "line 1: text follows the closing quote"),
        (",,\n1,2,3\n", "it names no field"),
    ] {
        let why = refused("x.csv", text);
        assert!(why.starts_with("nothing was imported, since the header") && why.contains(words), "{text}: {why}");
    }
}

#[test]
fn cells_become_values_of_their_fields() {
    let read = read("x.csv", "name,score,born,ok\n007,\"1,234\",2024/1/5,是\n 'x ,abc,,\n,,05/01/2024,\n");
    assert_eq!(read.rows[0], Ok(r#"{"name":"007","score":1234,"born":1704384000000,"ok":true}"#.to_owned()));
    assert!(
        read.rows[1].as_ref().unwrap_err().starts_with("field `score`: it is a number, and `abc` is not"),
        "{:?}",
        read.rows
    );
    assert!(
        read.rows[2].as_ref().unwrap_err().starts_with("field `born`: `05/01/2024` is ambiguous"),
        "{:?}",
        read.rows
    );
    let serial = ReadOptions { dates: crate::records::DateInput::Serial, ..options() };
    let rows = read_with("x.csv", b"name,born\na,45296\n", &serial).unwrap().rows;
    assert_eq!(rows, good(&[r#"{"name":"a","born":1704384000000}"#]));
}

/// Rejected rows can be imported again, and are rejected for the same reason unless they were corrected.
#[test]
fn rejected_rows_can_be_read_again() {
    for (name, bytes) in [
        ("x.csv", "name,score\n\"a, \"\"b\"\"\nc\",x\nd\ne,1,2,3\n\"f\"g,1\nh,1\n'=1,2\n李,3\n".as_bytes().to_vec()),
        ("x.csv", b"name,a\nx\xff,y\n".to_vec()),
        ("x.csv", "sep=;\nname;score;\n\"a;b\";x;\nc;1;2\n".as_bytes().to_vec()),
        ("x.tsv", b"name\tscore\na\tx\n\"b\tc\"\t2\n".to_vec()),
        ("x.csv", encoding_rs::GBK.encode("姓名,score\n李,x\n").0.into_owned()),
        (
            "x.ndjson",
            b"{\"name\":\"a\"}\n{\"name\":\n[1]\n\"text\"\n{\"name\":\"\xff\"}\n{\"name\":\"a\",\"name\":\"b\"}\n5\n"
                .to_vec(),
        ),
        ("x.json", b"[{\"name\": \"a\",\n \"score\": 1.50}, 7, {\"x\":tru}]".to_vec()),
        ("x.json", b"{\n \"name\": \"a\"\n}\n{\n \"name\" 1\n}\n".to_vec()),
    ] {
        let first = read(name, &bytes);
        let again = read(name, &first.rejects);
        let without_line = |rows: &[Result<String, String>]| -> Vec<Result<String, String>> {
            let strip = |why: String| {
                let why = why
                    .split_once(": ")
                    .filter(|(line, _)| line.starts_with("line "))
                    .map_or(why.as_str(), |(_, why)| why);
                // Invalid bytes are written as escapes that are not valid JSON.
                if why.starts_with("it is not ") { "it is not a row".to_owned() } else { why.to_owned() }
            };
            rows.iter().map(|row| row.clone().map_err(strip)).collect()
        };
        assert_eq!(
            without_line(&again.rows),
            without_line(&first.rows),
            "{name} {}",
            String::from_utf8_lossy(&first.rejects)
        );
        let third = read(name, &again.rejects);
        assert_eq!(without_line(&third.rows), without_line(&first.rows), "never wrapped twice");
        assert_eq!(third.rejects.len(), again.rejects.len());
    }
    let rejects = String::from_utf8(read("x.csv", "name,score\nA,x\n").rejects).unwrap();
    assert!(
        rejects.starts_with("\u{feff}reason,name,score\r\n\"row 1: field `score`: it is a number, and `x` is not"),
        "{rejects}"
    );
    assert!(rejects.ends_with(",A,x\r\n"), "{rejects}");
    let corrected = rejects.replace(",A,x", ",A,7");
    assert_eq!(read("again.csv", corrected).rows, good(&[r#"{"name":"A","score":7}"#]));
    // The reason column may be moved.
    assert_eq!(read("again.csv", "name,reason,score\nA,why,7\n").rows, good(&[r#"{"name":"A","score":7}"#]));
}

#[test]
fn the_length_of_rows_is_limited() {
    let endless = vec![b'x'; MAX_ROW_BYTES as usize + 10];
    for name in ["x.ndjson", "x.json"] {
        let rows = read(name, [b"{\"a\":\"", &endless[..]].concat()).rows;
        let why = rows[0].as_ref().unwrap_err();
        assert!(why.contains("row 1 and the rest") && why.contains("it is longer than 16777216 bytes"), "{why}");
    }
}
