//! Single tokens; the other tests of the codec decode whole values and pages.

mod bodies;
mod library;
mod members;
mod side_by_side;

use super::{Scratch, Tokens};

/// Returns the string that a JSON text begins with and the text after it, or the error.
fn text(json: &str) -> Result<(String, &str), String> {
    let mut tokens = Tokens::new(json);
    assert_eq!(tokens.next(), Some(b'"'));
    let mut scratch = Scratch::default();
    let text = tokens.text(&mut scratch).map_err(|error| error.to_string())?.to_owned();
    Ok((text, tokens.from(tokens.offset())))
}

/// Returns the reason of an error about JSON.
fn reason<T: std::fmt::Debug>(result: Result<T, impl ToString>) -> String {
    let error = result.map_err(|error| error.to_string()).unwrap_err();
    error.strip_prefix("the answer is not JSON: ").unwrap().to_owned()
}

#[test]
fn strings_end_at_their_closing_quote() {
    let plain = "plain text, 李四, and more of it 😀 up to 64 bytes and beyond them";
    for (end, _) in plain.char_indices() {
        let json = format!("\"{}\":1", &plain[..end]);
        assert_eq!(text(&json).unwrap(), (plain[..end].to_owned(), ":1"));
        let json = format!("\"{}\\\"\\n{}\" ,", &plain[..end], &plain[end..]);
        assert_eq!(text(&json).unwrap(), (format!("{}\"\n{}", &plain[..end], &plain[end..]), " ,"));
    }
}

#[test]
fn all_kinds_of_escapes() {
    let json = r#""\"\\\/\b\f\n\r\t\u0000\u004a\u674E\u674e\ud83d\uDE00\uffff""#;
    assert_eq!(text(json).unwrap().0, "\"\\/\u{8}\u{c}\n\r\t\0J李李😀\u{ffff}");
}

#[test]
fn invalid_strings_are_explained() {
    for (json, expected) in [
        ("\"a", "it ends in the middle of a value"),
        ("\"a\\", "it ends in the middle of a value"),
        ("\"a\\u67", "it ends in the middle of a value"),
        ("\"a\nb\"", "expected `\\u000a` in a text, found the control character itself"),
        ("\"a\0b\"", "expected `\\u0000` in a text, found the control character itself"),
        ("\"\\x\"", "expected one of `\"\\/bfnrtu` after `\\`, found `x`"),
        ("\"\\李\"", "expected one of `\"\\/bfnrtu` after `\\`, found `李`"),
        ("\"\\u67g0\"", "expected four hexadecimal digits after `\\u`, found `g`"),
        ("\"\\u67\"", "expected four hexadecimal digits after `\\u`, found `\"`"),
        ("\"\\ud83d\"", "`\\ud83d` is a lone surrogate"),
        ("\"\\ud83d\\u0041\"", "`\\ud83d` is a lone surrogate"),
        ("\"\\ude00\"", "`\\ude00` is a lone surrogate"),
    ] {
        assert_eq!(reason(text(json)), expected, "{json}");
    }
}

/// Reads the number that a JSON text begins with as text, as a double and as an integer, each with its length.
fn number(json: &str) -> [Option<(String, usize)>; 3] {
    let tokens = || {
        let mut tokens = Tokens::new(json);
        let first = tokens.next().unwrap();
        (tokens, first)
    };
    let [(mut text, _), (mut double, first), (mut integer, _)] = [tokens(), tokens(), tokens()];
    [
        text.number().ok().map(|number| (number.to_owned(), text.offset())),
        double.double(first).map(|number| (format!("{number:?}"), double.offset())),
        integer.integer(first).map(|number| (number.to_string(), integer.offset())),
    ]
}

#[test]
fn numbers_in_all_forms() {
    for (json, double, integer) in [
        ("0", "0.0", Some("0")),
        ("-0", "-0.0", Some("0")),
        ("-0.0", "-0.0", None),
        ("12", "12.0", Some("12")),
        ("-12.50", "-12.5", None),
        ("0.1", "0.1", None),
        ("0.30000000000000004", "0.30000000000000004", None),
        ("9007199254740992", "9007199254740992.0", Some("9007199254740992")),
        ("9007199254740993", "9007199254740992.0", Some("9007199254740993")),
        ("999999999999999999", "1e18", Some("999999999999999999")),
        ("1000000000000000000", "1e18", None),
        ("123456789012345678.5", "1.2345678901234568e17", None),
        ("18446744073709551617", "1.8446744073709552e19", None),
        ("1e3", "1000.0", None),
        ("1E+3", "1000.0", None),
        ("-1.5e-3", "-0.0015", None),
        ("1e-999", "0.0", None),
        ("5e-324", "5e-324", None),
        ("0e0", "0.0", None),
    ] {
        for rest in ["", ",1", "}", " ", "x", "-", "。", "\0"] {
            let all = format!("{json}{rest}");
            let expected = [Some(json), Some(double), integer];
            let expected = expected.map(|number| number.map(|number| (number.to_owned(), json.len())));
            assert_eq!(number(&all), expected, "{all}");
        }
    }
    for huge in ["1e999", "-1e999", &"9".repeat(400)] {
        assert_eq!(number(huge), [Some((huge.to_owned(), huge.len())), None, None], "{huge}");
    }
}

#[test]
fn invalid_numbers_are_explained() {
    for (json, expected) in [
        ("-", "it ends in the middle of a value"),
        ("1.", "it ends in the middle of a value"),
        ("1e+", "it ends in the middle of a value"),
        ("-x", "expected a digit after `-`, found `x`"),
        ("-.5", "expected a digit after `-`, found `.`"),
        ("01", "expected no digit after a leading `0`, found `1`"),
        ("-00", "expected no digit after a leading `0`, found `0`"),
        ("1.,", "expected a digit after the decimal point, found `,`"),
        ("1.e5", "expected a digit after the decimal point, found `e`"),
        ("1e}", "expected a digit in the exponent of a number, found `}`"),
        ("1e-。", "expected a digit in the exponent of a number, found `。`"),
    ] {
        let mut tokens = Tokens::new(json);
        let first = tokens.next().unwrap();
        assert_eq!((tokens.double(first), tokens.integer(first), tokens.offset()), (None, None, 1), "{json}");
        assert_eq!(reason(tokens.number()), expected, "{json}");
    }
}

#[test]
fn literals_and_white_space() {
    let mut tokens = Tokens::new(" \t\r\n true,\u{b}");
    assert_eq!((tokens.peek(), tokens.next()), (Some(b't'), Some(b't')));
    tokens.literal("rue").unwrap();
    assert_eq!((tokens.next(), tokens.last()), (Some(b','), ','));
    assert_eq!((tokens.peek(), tokens.offset()), (Some(0x0b), 10), "not white space to JSON");
    tokens.pass(1);
    assert_eq!((tokens.peek(), tokens.next()), (None, None));
    for (json, expected) in [
        ("nul", "it ends in the middle of a value"),
        ("nux", "expected `null`, found `nux`"),
        ("n李", "expected `null`, found `n`"),
        ("nil,", "expected `null`, found `nil`"),
        ("none at all", "expected `null`, found `none`"),
        ("nowhere", "expected `null`, found `nowhe`"),
    ] {
        let mut tokens = Tokens::new(json);
        tokens.next().unwrap();
        assert_eq!(reason(tokens.literal("ull")), expected, "{json}");
    }
}
