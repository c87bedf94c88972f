//! Automatic numbers, such as `GSPU-{SEQNUM:5}`.

use jiff::Timestamp;
use uuid::Uuid;
use weda_definition::AutoNumber;

/// The widest number and the longest random text; the service stores at most 128 bytes.
const MAX_WIDTH: usize = 64;

/// A part of a template.
#[derive(Debug, PartialEq)]
enum Part<'a> {
    /// Literal text.
    Text(&'a str),
    /// The number, padded to this width.
    Number(usize),
    /// A random text of this length.
    Random(usize),
    /// The current time in this format.
    Moment(&'a str),
}

/// The text for a number of the sequence. Without a template it is the bare number.
pub(super) fn text(auto: &AutoNumber, number: u64, now: Timestamp) -> String {
    if auto.template.is_empty() {
        return number.to_string();
    }
    let text = |part| match part {
        Part::Text(text) => text.to_owned(),
        Part::Number(width) => format!("{number:0width$}"),
        Part::Random(length) => random(length),
        Part::Moment(format) => now.strftime(&date_format(format)).to_string(),
    };
    parts(&auto.template).map(text).collect()
}

/// Returns true if different numbers give different texts.
pub(super) fn is_distinct(auto: &AutoNumber) -> bool {
    auto.template.is_empty() || parts(&auto.template).any(|part| matches!(part, Part::Number(_)))
}

/// The parts of a template. Undocumented placeholders are literal text.
fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        let Some(after) = rest.strip_prefix('{') else {
            let (text, behind) = rest.split_at(rest.find('{').unwrap_or(rest.len()));
            rest = behind;
            return (!text.is_empty()).then_some(Part::Text(text));
        };
        let (part, behind) = match after.split_once('}') {
            Some((inside, behind)) => documented(inside).map_or((Part::Text("{"), after), |part| (part, behind)),
            None => (Part::Text("{"), after),
        };
        rest = behind;
        Some(part)
    })
}

/// Parses the text between braces. With a brace inside, the first one was not closed and is literal.
fn documented(inside: &str) -> Option<Part<'_>> {
    let (name, detail) = inside.split_once(':').filter(|_| !inside.contains('{'))?;
    match name {
        "SEQNUM" => width(detail).map(Part::Number),
        "RANDSTRING" => width(detail).map(Part::Random),
        "DATETIMEUTC" => Some(Part::Moment(detail)),
        _ => None,
    }
}

fn width(detail: &str) -> Option<usize> {
    detail.parse().ok().filter(|width| *width <= MAX_WIDTH)
}

/// Translates a date format of templates (`YYYYMMDD`) to strftime.
fn date_format(format: &str) -> String {
    let words = [
        ("YYYY", "%Y"),
        ("yyyy", "%Y"),
        ("MM", "%m"),
        ("DD", "%d"),
        ("dd", "%d"),
        ("HH", "%H"),
        ("mm", "%M"),
        ("ss", "%S"),
    ];
    words.iter().fold(format.replace('%', "%%"), |format, (from, to)| format.replace(from, to))
}

fn random(length: usize) -> String {
    let mut text = String::new();
    while text.len() < length {
        text += &Uuid::new_v4().simple().to_string().to_uppercase();
    }
    text.truncate(length);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(template: &str) -> String {
        let auto = AutoNumber::new(1, template);
        text(&auto, 42, "2026-03-05T07:08:09Z".parse().unwrap())
    }

    #[test]
    fn templates() {
        assert_eq!(made(""), "42");
        assert_eq!(made("GSPU-{SEQNUM:5}"), "GSPU-00042");
        assert_eq!(made("{SEQNUM:1}号"), "42号");
        assert_eq!(made("{DATETIMEUTC:YYYYMMDDHHmmss}"), "20260305070809");
        assert_eq!(made("{DATETIMEUTC:%Q}"), "%Q");
        assert_eq!(made("A{RANDSTRING:40}").len(), 41);
        assert_eq!(made("{SEQNUM:x}{OTHER:1}{"), "{SEQNUM:x}{OTHER:1}{");
        assert_eq!(made("{SEQNUM:99999999999}"), "{SEQNUM:99999999999}");
    }

    /// A placeholder that is too wide is literal text, so that every record gets the same text.
    /// `is_distinct` searched for `{SEQNUM:` only and returned true.
    /// A unique field then tried numbers forever, and the emulator hung.
    #[test]
    fn a_template_is_distinct_if_its_number_is_printed() {
        for template in ["", "{SEQNUM:0}", "A{{SEQNUM:64}", "{x{SEQNUM:5}", "{RANDSTRING:2}{SEQNUM:1}"] {
            assert!(is_distinct(&AutoNumber::new(1, template)), "{template}");
            assert!(made(template).contains("42"), "{template}");
        }
        for template in ["A-{SEQNUM:65}", "{SEQNUM:x}", "{SEQNUM:5", "{seqnum:5}", "{RANDSTRING:2}"] {
            assert!(!is_distinct(&AutoNumber::new(1, template)), "{template}");
        }
    }

    /// A date without its closing brace took the following number into its format.
    /// `is_distinct` had its own parser, found the number, and a unique field tried the same text forever.
    /// Both share one parser now, in which an unclosed brace is literal.
    #[test]
    fn a_brace_that_is_not_closed_swallows_nothing() {
        let template = "S-{DATETIMEUTC:YYYYMMDD{SEQNUM:5}";
        assert_eq!(made(template), "S-{DATETIMEUTC:YYYYMMDD00042");
        assert!(is_distinct(&AutoNumber::new(1, template)));
        let expected = [Part::Text("a"), Part::Text("{"), Part::Text("b"), Part::Number(2), Part::Text("}")];
        assert_eq!(parts("a{b{SEQNUM:2}}").collect::<Vec<_>>(), expected);
    }
}
