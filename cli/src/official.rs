//! The file format of the official tool: `JSON.stringify(value, null, 4)` without a final newline.
//!
//! Files in this format work with both tools, and a pull with either does not change the files of the other.

mod node;

use serde::Serialize as _;
use serde_json::ser::{Formatter, PrettyFormatter};
use std::io;

use node::Node;

/// Formats the schema of a model with the title of its row. A missing schema is formatted as an empty one.
///
/// Source: `db pull` of the official tool.
///
/// # Errors
/// Returns an error if the text is not JSON.
pub(crate) fn definition(schema: &str, title: Option<&str>) -> Result<String, serde_json::Error> {
    let schema = if schema.trim().is_empty() { Node::Null } else { serde_json::from_str(schema)? };
    let mut members = match schema {
        Node::Object(members) => members,
        _ => Vec::new(),
    };
    match (title, members.iter().position(|(key, _)| key == "title")) {
        (Some(title), Some(at)) => members[at].1 = Node::Text(title.to_owned()),
        (Some(title), None) => members.push(("title".to_owned(), Node::Text(title.to_owned()))),
        // undefined is not printed.
        (None, Some(at)) => drop(members.remove(at)),
        (None, None) => {}
    }
    text(&Node::Object(members))
}

/// Formats any JSON text.
///
/// # Errors
/// Returns an error if the text is not JSON.
pub(crate) fn any(json: &str) -> Result<String, serde_json::Error> {
    text(&serde_json::from_str(json)?)
}

fn text(node: &Node) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    let form = Form(PrettyFormatter::with_indent(b"    "));
    node.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, form))?;
    Ok(String::from_utf8(bytes).expect("JSON is written as UTF-8"))
}

impl serde::Serialize for Node {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
}

/// JavaScript's layout and number format: `1`, not `1.0`.
struct Form<'a>(PrettyFormatter<'a>);

impl Formatter for Form<'_> {
    fn write_f64<W: io::Write + ?Sized>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
    }

    fn begin_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: io::Write + ?Sized>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: io::Write + ?Sized>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::{any, definition};

    /// The expected texts are the output of `JSON.stringify(JSON.parse(text), null, 4)` in node.
    #[test]
    fn values_are_printed_as_javascript_prints_them() {
        for (text, printed) in [
            ("1.0", "1"),
            ("89.50", "89.5"),
            ("-0", "0"),
            ("1e3", "1000"),
            ("1e21", "1e+21"),
            ("1e-7", "1e-7"),
            ("12345678901234567890", "12345678901234567000"),
            ("9007199254740993", "9007199254740992"),
            (r#""\u5b66\/\u0007\u007f\ud83d\ude00\n""#, "\"学/\\u0007\u{7f}😀\\n\""),
            ("[]", "[]"),
            ("{ }", "{}"),
            ("[1,{}]", "[\n    1,\n    {}\n]"),
        ] {
            assert_eq!(any(text).unwrap(), printed, "{text}");
        }
    }

    /// Integer keys come first, in numeric order; of equal keys the last value wins, at the first position.
    #[test]
    fn members_are_in_javascripts_order() {
        let text = r#"{"b":1,"10":2,"2":3,"01":4,"a":5,"b":6,"4294967295":7}"#;
        let printed = any(text).unwrap().replace(['\n', ' '], "");
        assert_eq!(printed, r#"{"2":3,"10":2,"b":6,"01":4,"a":5,"4294967295":7}"#);
    }

    #[test]
    fn the_title_is_that_of_the_row() {
        let of = |schema: &str, title| definition(schema, title).unwrap().replace(['\n', ' '], "");
        assert_eq!(of(r#"{"title":"old","type":"object"}"#, Some("学生")), r#"{"title":"学生","type":"object"}"#);
        assert_eq!(of(r#"{"type":"object"}"#, Some("学生")), r#"{"type":"object","title":"学生"}"#);
        assert_eq!(of(r#"{"title":"old","type":"object"}"#, None), r#"{"type":"object"}"#);
        for none in ["", "null", "\"text\"", "[]"] {
            assert_eq!(of(none, Some("学生")), r#"{"title":"学生"}"#, "{none}");
        }
        assert!(definition("{", None).is_err());
    }
}
