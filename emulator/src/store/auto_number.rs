//! Automatic numbers: `GSPU-{SEQNUM:5}` and the like.

use jiff::Timestamp;
use uuid::Uuid;
use weda_definition::AutoNumber;

/// The widest number and the longest random text; the service stores at most 128 bytes.
const MAX_WIDTH: usize = 64;

/// What a template is made of.
#[derive(Debug, PartialEq)]
enum Part<'a> {
    /// It stands for itself.
    Text(&'a str),
    /// The number, with as many digits at least.
    Number(usize),
    /// A random text of a length.
    Random(usize),
    /// The moment, in a format.
    Moment(&'a str),
}

/// The text for a number of the sequence. Without a template it is the number itself.
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

/// Whether each number gives another text.
pub(super) fn is_distinct(auto: &AutoNumber) -> bool {
    auto.template.is_empty() || parts(&auto.template).any(|part| matches!(part, Part::Number(_)))
}

/// The parts of a template, one behind the other. What is none of the documented ones stands for itself.
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

/// What stands between braces. With a brace inside it is none: the one before it was never closed.
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

/// The date format of templates (`YYYYMMDD`) in the words of the date library.
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

    /// A number too wide to be printed stands for itself, so every record gets one text.
    /// `is_distinct` looked for `{SEQNUM:` alone and said that each number gives another.
    /// A unique field then tried number after number for ever, and the emulator hung.
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

    /// The brace that closes a date was missing, and the number behind it became a part of the date's format.
    /// `is_distinct` read the template by itself, found a number in it, and a unique field tried the same text for ever.
    /// Both read it in one way now, in which an open brace stands for itself.
    #[test]
    fn a_brace_that_is_not_closed_swallows_nothing() {
        let template = "S-{DATETIMEUTC:YYYYMMDD{SEQNUM:5}";
        assert_eq!(made(template), "S-{DATETIMEUTC:YYYYMMDD00042");
        assert!(is_distinct(&AutoNumber::new(1, template)));
        let expected = [Part::Text("a"), Part::Text("{"), Part::Text("b"), Part::Number(2), Part::Text("}")];
        assert_eq!(parts("a{b{SEQNUM:2}}").collect::<Vec<_>>(), expected);
    }
}
