//! Automatic numbers: `GSPU-{SEQNUM:5}` and the like.

use jiff::Timestamp;
use uuid::Uuid;
use weda_definition::AutoNumber;

/// The widest number and the longest random text; the service stores at most 128 bytes.
const MAX_WIDTH: usize = 64;

/// The text for a number of the sequence. Without a template it is the number itself.
pub(super) fn text(auto: &AutoNumber, number: u64, now: Timestamp) -> String {
    if auto.template.is_empty() {
        return number.to_string();
    }
    let (mut text, mut rest) = (String::new(), auto.template.as_str());
    while let Some((before, after)) = rest.split_once('{') {
        text += before;
        let part = after.split_once('}').and_then(|(part, after)| Some((part_text(part, number, now)?, after)));
        match part {
            Some((part, after)) => (text, rest) = (text + &part, after),
            // Not one of the documented parts: it stands for itself.
            None => (text, rest) = (text + "{", after),
        }
    }
    text + rest
}

/// Whether each number gives another text.
pub(super) fn is_distinct(auto: &AutoNumber) -> bool {
    let is_number = |part: &str| part.strip_prefix("SEQNUM:").is_some_and(|detail| width(detail).is_some());
    let mut parts = auto.template.split('{').filter_map(|rest| Some(rest.split_once('}')?.0));
    auto.template.is_empty() || parts.any(is_number)
}

fn part_text(part: &str, number: u64, now: Timestamp) -> Option<String> {
    let (name, detail) = part.split_once(':')?;
    match name {
        "SEQNUM" => width(detail).map(|width| format!("{number:0width$}")),
        "RANDSTRING" => width(detail).map(random),
        "DATETIMEUTC" => Some(now.strftime(&date_format(detail)).to_string()),
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
        let auto = AutoNumber { start: 1, template: template.to_owned() };
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
            assert!(is_distinct(&AutoNumber { start: 1, template: template.to_owned() }), "{template}");
            assert!(made(template).contains("42"), "{template}");
        }
        for template in ["A-{SEQNUM:65}", "{SEQNUM:x}", "{SEQNUM:5", "{seqnum:5}", "{RANDSTRING:2}"] {
            assert!(!is_distinct(&AutoNumber { start: 1, template: template.to_owned() }), "{template}");
        }
    }
}
