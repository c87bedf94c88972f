//! Escaping of untrusted text, compared with Unicode's tables.

use std::sync::LazyLock;

use proptest::prelude::*;
use regex_syntax::hir::{Class, HirKind};
use weda_definition::{Printable, is_printable, printable, printable_json, printable_lines};

/// The characters of a class, such as `\p{Default_Ignorable_Code_Point}`.
fn class(pattern: &str) -> Vec<char> {
    let hir = regex_syntax::Parser::new().parse(pattern).unwrap();
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { panic!("{pattern} is not a class") };
    class.iter().flat_map(|range| range.start()..=range.end()).collect()
}

/// The function knew only some invisible characters: variation selectors, fillers, tags and joiners of hieroglyphs were
/// printed raw.
#[test]
fn ignorable_and_format_characters_are_escaped() {
    let visible_formats = class(r"\p{Prepended_Concatenation_Mark}");
    for pattern in [r"\p{Cc}", r"\p{Default_Ignorable_Code_Point}", r"\p{Bidi_Control}", r"[\p{Zl}\p{Zp}]", r"\p{Cf}"] {
        for character in class(pattern) {
            // An Arabic number sign is a format character with a shape.
            if !visible_formats.contains(&character) {
                assert!(!is_printable(character), "{pattern} has {}", character.escape_unicode());
            }
        }
    }
    for space in class(r"\p{Zs}") {
        assert_eq!(is_printable(space), matches!(space, ' ' | '\u{3000}'), "{}", space.escape_unicode());
    }
    assert!(visible_formats.into_iter().all(is_printable));
}

/// Letters, numbers, marks of scripts, punctuation and symbols are not escaped.
#[test]
fn visible_characters_stay() {
    // A filler of Hangul is a letter by its category, a vowel of Khmer a mark; both are ignorable.
    let ignorable = class(r"\p{Default_Ignorable_Code_Point}");
    for pattern in [r"\p{L}", r"\p{N}", r"\p{P}", r"\p{S}", r"\p{M}", r"\p{Co}"] {
        for character in class(pattern) {
            let is_blank = matches!(character, '\u{2800}' | '\u{1d159}') || ignorable.binary_search(&character).is_ok();
            // Modifiers of hieroglyphs are marks among the format characters of their block.
            let is_of_hieroglyphs = matches!(character, '\u{13430}'..='\u{1343f}');
            if !is_blank && !is_of_hieroglyphs {
                assert!(is_printable(character), "{pattern} has {}", character.escape_unicode());
                assert_eq!(printable(&format!("a{character}")), format!("a{character}"));
            }
        }
    }
}

#[test]
fn emoji_stay_whole() {
    for emoji in ["❤️", "👩‍💻", "👩🏽‍🚀", "🏳️‍🌈", "👨‍👩‍👧‍👦", "1️⃣", "#️⃣", "🇨🇳", "©️", "学生👍🏻。", "🧑‍⚕️"]
    {
        assert_eq!(printable(emoji), emoji);
        assert_eq!(printable_json(emoji), emoji);
        assert_eq!(Printable(emoji).to_string(), emoji);
    }
    for pictograph in class(r"\p{Extended_Pictographic}") {
        let text = format!("{pictograph}\u{fe0f}\u{200d}{pictograph}");
        assert_eq!(printable(&text), text, "{}", pictograph.escape_unicode());
    }
}

#[test]
fn parts_of_emoji_elsewhere_are_escaped() {
    for (text, shown) in [
        ("a\u{fe0f}", r"a\u{fe0f}"),
        ("姓\u{200d}名", r"姓\u{200d}名"),
        ("👩\u{200d}", r"👩\u{200d}"),
        ("👩\u{200d}a", r"👩\u{200d}a"),
        ("👩\u{200d}\u{200d}👩", r"👩\u{200d}\u{200d}👩"),
        ("❤\u{fe0f}\u{fe0f}", r"❤️\u{fe0f}"),
        ("1\u{fe0f}", r"1\u{fe0f}"),
        ("1\u{fe0f}2", r"1\u{fe0f}2"),
        ("\u{fe0f}", r"\u{fe0f}"),
        ("🏴\u{e0067}\u{e007f}", r"🏴\u{e0067}\u{e007f}"),
    ] {
        assert_eq!(printable(text), shown);
    }
}

#[test]
fn leading_and_stacked_accents_are_escaped() {
    assert_eq!(printable("e\u{301}a\u{302}\u{301}"), "e\u{301}a\u{302}\u{301}");
    assert_eq!(printable("\u{338}`"), r"\u{338}`", "it would cross out what stands before it");
    assert_eq!(printable("\u{200b}\u{301}"), r"\u{200b}\u{301}");
    let flood = format!("a{}", "\u{30d}".repeat(30));
    assert_eq!(printable(&flood), format!("a{}{}", "\u{30d}".repeat(4), r"\u{30d}".repeat(26)));
    assert_eq!(printable("ที่นี่"), "ที่นี่", "marks of a script are its letters");
}

#[test]
fn lines_and_json_keep_their_layout() {
    let text = "a\n\tb\r\u{9b}\u{2028}";
    assert_eq!(printable(text), r"a\n\tb\r\u{9b}\u{2028}");
    assert_eq!(printable_lines(text), "a\n\tb\\r\\u{9b}\\u{2028}");
    assert_eq!(printable_json("{\r\n\t\"a\": \"\u{7f}\u{e0041}\"}"), "{\r\n\t\"a\": \"\\u007f\\udb40\\udc41\"}");
}

/// Texts in which special characters are frequent.
fn text() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        '\u{1b}',
        '\n',
        '\t',
        '\u{7f}',
        '\u{9b}',
        '\u{ad}',
        '\u{202e}',
        '\u{2066}',
        '\u{200b}',
        '\u{200d}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{20e3}',
        '\u{301}',
        '1',
        '#',
        '❤',
        '👩',
        '🏽',
        '姓',
        'a',
        '\\',
        '"',
        '\u{e0041}',
        '\u{3000}',
    ]);
    prop::collection::vec(prop_oneof![3 => odd, 1 => any::<char>()], 0..24)
        .prop_map(|chars| chars.into_iter().collect())
}

/// Returns true if a hidden character is part of an emoji, by an independent rule.
fn is_part_of_emoji(text: &[char], at: usize, pictographs: &[char]) -> bool {
    let is_pictograph = |at: Option<&char>| {
        at.is_some_and(|it| {
            pictographs.binary_search(it).is_ok() || matches!(*it as u32, 0x2190..0x2c00 | 0x1f000..0x20000)
        })
    };
    let before = at.checked_sub(1).map(|before| &text[before]);
    let further = at.checked_sub(2).map(|before| &text[before]);
    match text[at] {
        '\u{fe0f}' => {
            let is_key = before.is_some_and(|it| it.is_ascii_digit() || matches!(it, '#' | '*'));
            is_pictograph(before) || is_key && text.get(at + 1) == Some(&'\u{20e3}')
        }
        '\u{200d}' => {
            let is_behind = is_pictograph(before) || before == Some(&'\u{fe0f}') && is_pictograph(further);
            is_behind && is_pictograph(text.get(at + 1))
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_hidden_comes_out(text in text()) {
        static PICTOGRAPHS: LazyLock<Vec<char>> = LazyLock::new(|| class(r"\p{Extended_Pictographic}"));
        for shown in [printable(&text).into_owned(), Printable(&text).to_string(), printable_json(&text).replace(['\n', '\r', '\t'], "")] {
            let shown: Vec<char> = shown.chars().collect();
            for at in 0..shown.len() {
                prop_assert!(
                    is_printable(shown[at]) || is_part_of_emoji(&shown, at, &PICTOGRAPHS),
                    "{} in {text:?}", shown[at].escape_unicode()
                );
            }
        }
    }

    #[test]
    fn a_second_time_changes_nothing(text in text()) {
        let once = printable(&text).into_owned();
        prop_assert_eq!(printable(&once), once.as_str());
        prop_assert_eq!(Printable(&text).to_string(), once, "in pieces or at once");
    }

    #[test]
    fn ascii_and_chinese_stay(text in "[ -~姓名学生，。　一-龥]*") {
        prop_assert_eq!(printable(&text), text.as_str());
        prop_assert_eq!(printable_json(&text), text.as_str());
    }

    #[test]
    fn json_means_the_same(text in text()) {
        let json = serde_json::to_string(&[&text]).unwrap();
        let read: [String; 1] = serde_json::from_str(&printable_json(&json)).unwrap();
        prop_assert_eq!(&read[0], &text);
    }
}

/// Text that is formatted in pieces is escaped as a whole: an emoji may span two pieces.
#[test]
fn pieces_are_one_text() {
    let pieces = format_args!("{}{}{}", "👩", '\u{200d}', "💻").to_string();
    assert_eq!(Printable(format_args!("{}{}{}", "👩", '\u{200d}', "💻")).to_string(), pieces);
    assert_eq!(Printable(format_args!("{}{}", "👩", '\u{200d}')).to_string(), r"👩\u{200d}");
}
