use std::time::{Duration, Instant};

use super::{Pattern, Verdict};

#[track_caller]
fn judge(pattern: &str, text: &str) -> Verdict {
    let pattern = Pattern::new(pattern);
    assert_eq!(pattern.unreadable(), None);
    pattern.judge(text)
}

/// The emulator's engine had its own meaning of `\d` and `$`, and ignored patterns that it could not read.
#[test]
fn each_construct_means_what_it_means_in_javascript() {
    let cases = [
        (r"^\d+$", "12", "１２"),
        (r"^\w+$", "a_9", "é"),
        (r"^\s$", "\u{feff}", "\u{85}"),
        (r"^\S$", "\u{180e}", "\u{3000}"),
        (r"^.$", "\u{85}", "\u{2028}"),
        (r"a$", "a", "a\n"),
        (r"^a", "ab", "b\na"),
        (r"[^]", "\n", ""),
        (r"^(?:a|[])$", "a", "b"),
        (r"^\/$", "/", "\\"),
        (r"^\u674e\x61\cJ\0$", "李a\n\0", "李a\n0"),
        (r"^\ud83d\ude00$", "😀", "😁"),
        (r"^\u{1F600}$", "😀", "u"),
        (r"^[\ud83d\ude00-\ud83d\ude02]$", "😁", "😃"),
        (r"^\ud83d\u0041|b$", "b", "\\u0041"),
        (r"^[\ud83d\u0041]$", "A", "0"),
        (r"^[\ud83d\u{41}]$", "A", "{"),
        (r"^(?:[\ud83d\u*de00]|\p{L})$", "*", "李"),
        (r"^(a)\ud83d?\1$", "aa", "a"),
        (r"^.$", "😀", ""),
        (r"^\-.$", "-a", "-😀"),
        (r"^\-..$", "-😀", "-李"),
        (r"^[\w-]+$", "a-b", "a b"),
        (r"^[\w-z]+$", "a-z", "a+"),
        (r"^[a&&b~~c\-\-d\[]+$", "&~-[a", "^"),
        (r"^a{,2}$", "a{,2}", "aa"),
        (r"^(?<year>\d{4})-\k<year>$", "2026-2026", "2026-2025"),
        (r"^(a)?\1b$", "b", "ab"),
        (r"^(?=.*[A-Z])(?=.*\d).{8,}$", "Abcdefg1", "abcdefg1"),
        (r"^(?!.*--)[a-z-]+$", "a-b", "a--b"),
        (r"(?<=￥)\d+", "￥5", "5"),
        (r"(?<!\d)1$", "a1", "21"),
        (r"\bcat\b", "李cat李", "_cat"),
        (r"\Bcat", "xcat", "x cat"),
        (r"^\p{Script=Han}{2,4}$", "李小明", "Li"),
        (r"^[^\P{Lu}]$", "É", "é"),
        (r"^[\b]$", "\u{8}", "b"),
        (r"^a??b$", "b", "c"),
        (r"b", "abc", "ac"),
    ];
    for (pattern, found, other) in cases {
        assert_eq!(judge(pattern, found), Verdict::Match, "{pattern} in {found:?}");
        assert_eq!(judge(pattern, other), Verdict::Mismatch, "{pattern} in {other:?}");
    }
}

#[test]
fn invalid_patterns_are_unreadable() {
    for pattern in
        ["(", "[z-a]", "a**", "(?<=a", r"a\b+", r"\B{2}", r"^\p{Nonsense}(", "(?<a>b)(?<a>c)(", &"(".repeat(20_000)]
    {
        let pattern = Pattern::new(pattern);
        assert!(pattern.unreadable().is_some_and(|reason| !reason.is_empty()), "{pattern:?}");
        assert_eq!(pattern.judge("anything"), Verdict::Undecided);
        assert_eq!(pattern.undecided(), 0, "reported once, not for each text");
    }
}

/// A text can make a pattern run for years. Such texts pass and are counted.
#[test]
fn slow_patterns_are_bounded() {
    let texts = [30, 300, 4_000, 50_000].map(|length| "a".repeat(length));
    let patterns = [
        r"^(?=(a+)+$)b",
        r"(a*)*\1b",
        r"^(a+)+$b",
        r"^(a|aa)+\1$",
        r"(?=a)(?:a*)*(?=b)b",
        r"^(?:(?=a)a|a(?!b))*c",
        r"(a?){30}\1b",
        r"(.*)(.*)(.*)(.*)(.*)\1b",
        r"^(?!.*b.*)(a+)+(?<=c)",
        r"((a|a)(a|a)?)*\2b",
        r"^(a{1,20}){1,20}\1b",
        r"(?<=(a+)+)b",
        r"(?<!(a*)*b)c",
        r"\b(a+)+\b!",
        r"^\-(a+)+\1b",
        r"(?:a{1,100}){1,100}(?=b)",
        r"(\w+\.?)+@\1",
        r"((([b\D]??\W*|[\\b]\0)?|é)+[1-9\W\S]|^b)\1",
    ];
    for source in patterns {
        let pattern = Pattern::new(source);
        assert_eq!(pattern.unreadable(), None, "{source}");
        for text in &texts {
            let begun = Instant::now();
            let verdict = pattern.judge(text);
            assert_ne!(verdict, Verdict::Match, "{source} in {} characters", text.len());
            assert!(begun.elapsed() < Duration::from_secs(5), "{source} in {}: {:?}", text.len(), begun.elapsed());
        }
    }
    let pattern = Pattern::new(r"(a*)*\1b");
    assert_eq!((pattern.judge(&texts[3]), pattern.undecided()), (Verdict::Undecided, 1));
    assert_eq!(judge(r"^(a+)+$", &texts[3]), Verdict::Match, "without lookarounds each text is decided");
}
