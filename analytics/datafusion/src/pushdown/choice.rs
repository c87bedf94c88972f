//! Options, which are few and known.

use weda_definition::Options;

/// Returns true if no environment takes two of the keys, or the text and another key, for equal: all differ in more than
/// what comparisons may ignore.
pub(super) fn keys_are_distinct(options: &Options, text: &str) -> bool {
    let keys: Vec<&str> = options.items.iter().map(|item| item.key.as_str()).collect();
    let all = || keys.iter().copied().chain([text]);
    let differ = |a: &str, b: &str| a == b || !a.eq_ignore_ascii_case(b);
    !keys.is_empty() && all().all(is_plain) && all().enumerate().all(|(at, a)| all().skip(at + 1).all(|b| differ(a, b)))
}

/// Returns true for texts of ASCII letters, digits, `-`, `_` and Chinese characters: of these, comparisons ignore case alone.
fn is_plain(text: &str) -> bool {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}');
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || is_han(c))
}

#[cfg(test)]
mod tests {
    use weda_definition::OptionItem;

    use super::*;

    #[test]
    fn keys_that_a_comparison_may_take_for_equal_are_not_distinct() {
        let distinct = |keys: &[&str], text: &str| {
            let items = keys.iter().map(|key| OptionItem { key: (*key).into(), label: None }).collect();
            keys_are_distinct(&Options { set: None, items }, text)
        };
        assert!(distinct(&["一年级", "二年级"], "一年级"));
        assert!(distinct(&["a", "b_1"], "c"));
        assert!(!distinct(&["a", "A"], "a"));
        assert!(!distinct(&["a", "A"], "b"));
        assert!(!distinct(&["a", "b"], "B"), "the text and a key");
        assert!(!distinct(&["a", "á"], "a"), "accents");
        assert!(!distinct(&["a", "a "], "a"), "spaces at the end");
        assert!(!distinct(&["a", "ａ"], "a"), "width");
        assert!(!distinct(&[], "a"), "unknown options");
    }
}
