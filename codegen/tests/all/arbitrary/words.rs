//! Keys, identifiers, titles and options.

use serde_json::{Map, Value};

use super::Dice;

/// Everyday words in several cases, so that names become equal after conversion, also those of nested types:
/// a model `student` with a field `address` and a model `student_address`.
const PLAIN: &str = "student address home name userName user_name UserName user-name USER_NAME userName2 user_name_2 \
    userName_2 user__name a b ab aB a_b a-b A-B a1 a_1 2fa 1 _1 status kind new_student NewStudent student_address \
    studentAddress student-address studentAddressHome";

const KEYWORDS: &str = "as break const continue crate else enum extern false fn for if impl in let loop match mod move \
    mut pub ref return self Self static struct super trait true type unsafe use where while async await dyn abstract \
    become box do final macro override priv typeof unsized virtual yield try gen union raw safe auto default _";

const STD: &str = "Option Some None Vec String Box Result Ok Err Default Debug Clone Copy Drop Send Sync Sized Iterator \
    PartialEq Eq Hash usize i64 f64 bool str u8 char std core alloc derive test inline panic vec format println main";

/// Names that generated code or the runtime uses.
const OURS: &str = "Id id ID _id __id new New Client client __new __relation vacant w TABLE IDENTIFIER Tag Table table \
    cell cell_mut index reader read write key from_key label Other other models weda serde into_create query patch \
    create update delete get set Row Record Model model Field Json Fault Codec fmt f out first Text Number List Choice \
    EnvType env ReadOnly Required Nullable DateTime Date owner createdAt _openid";

/// Texts with a meaning in comments, strings, Markdown or on a terminal.
const MARKS: &[&str] = &[
    "\"",
    "\\",
    "'",
    "*/",
    "/*",
    "//",
    "///",
    "//!",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{7f}",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{feff}",
    "\u{2028}",
    "\u{1b}[31m",
    " ",
    "    ",
    "#",
    "r#",
    "\"#",
    "{}",
    "{0}",
    "{{",
    "%",
    "$",
    "`",
    "``",
    "```rust\n",
    "~~~",
    "[x]",
    "[x]: y",
    "<b>",
    "</div>",
    "<!--",
    "&amp;",
    "https://a.b/c",
    "a@b.c",
    "# ",
    "1. ",
    "- ",
    "|",
    "!",
    "![a](b)",
    "\\u{41}",
    "..",
    "/",
    "-",
    "_",
    ".",
    ",",
    ":",
    ";",
    "=",
    "@",
];

const FOREIGN: &[&str] = &[
    "学生",
    "姓名",
    "一",
    "丅",
    "二",
    "囗",
    "〇",
    "①",
    "學號",
    "ａ",
    "é",
    "e\u{301}",
    "İ",
    "ß",
    "ﬀ",
    "ǅ",
    "σ",
    "а",
    "العربية",
    "हिन्दी",
    "😀",
    "👩\u{200d}👩",
    "🇨🇳",
    "\u{10ffff}",
    "\u{e000}",
    "𝐚",
    "ª",
    "²",
];

/// Unusual identifiers that are valid file names everywhere.
const ODD: &str = "sys_user sys_department sys_x sys_ wxpay_order after-service after_service afterService con nul aux \
    com1 business_hYHv qygwjjfa_4_aqON lottery_76x75kl_app-Z92UXx0R student_bky05o0 main models - -- __ my%20model";

const CHINESE: &str = "学生 学生2 学生_2 学生Model 学生_model 学生a 学生_a a学生 New学生 一 ① 订单.副本";

/// Every word that can be a model's identifier.
pub fn identifiers() -> impl Iterator<Item = &'static str> {
    [PLAIN, KEYWORDS, STD, OURS, ODD, CHINESE].into_iter().flat_map(str::split_whitespace)
}

/// Every word, mark and special text.
pub fn all() -> impl Iterator<Item = &'static str> {
    identifiers().chain(MARKS.iter().copied()).chain(FOREIGN.iter().copied())
}

fn listed(dice: &mut Dice, words: &'static str) -> String {
    let count = words.split_whitespace().count();
    let word = words.split_whitespace().nth(dice.below(count));
    word.unwrap_or_default().to_owned()
}

fn fragment(dice: &mut Dice) -> String {
    match dice.below(10) {
        0..3 => listed(dice, PLAIN),
        3 => listed(dice, KEYWORDS),
        4 => listed(dice, OURS),
        5..7 => dice.pick(MARKS).to_string(),
        7..9 => dice.pick(FOREIGN).to_string(),
        _ => dice.char().to_string(),
    }
}

fn fragments(dice: &mut Dice, most: usize) -> String {
    (0..dice.below(most + 1)).map(|_| fragment(dice)).collect()
}

/// Any text, preferably hostile ones.
pub fn word(dice: &mut Dice) -> String {
    match dice.below(18) {
        0..4 => listed(dice, PLAIN),
        4..6 => listed(dice, KEYWORDS),
        6..8 => listed(dice, STD),
        8..11 => listed(dice, OURS),
        11 => dice.pick(MARKS).to_string(),
        12..14 => dice.pick(FOREIGN).to_string(),
        14..17 => fragments(dice, 4),
        _ => fragment(dice).repeat(300).chars().take(300).collect(),
    }
}

/// The identifier of a model.
pub fn identifier(dice: &mut Dice) -> String {
    let part = |dice: &mut Dice| {
        let words = *dice.pick(&[PLAIN, PLAIN, KEYWORDS, STD, OURS, CHINESE]);
        listed(dice, words)
    };
    match dice.below(12) {
        0..6 => part(dice),
        6..9 => listed(dice, ODD),
        9..11 => [part(dice), dice.pick(&["-", "_", "--", ""]).to_string(), part(dice)].concat(),
        _ => part(dice).repeat(30).chars().take(60).collect(),
    }
}

/// Titles and descriptions of a model, field or element, and unknown members.
pub fn decoration(dice: &mut Dice) -> Map<String, Value> {
    const MEANT: &[&str] = &[
        "default",
        "name",
        "x-id",
        "x-index",
        "pattern",
        "maxLength",
        "minimum",
        "list",
        "x-hidden",
        "x-unique",
        "x-kind",
        "x-primary-column",
        "x-storage-type",
        "x-unheard-of",
    ];
    let mut members = Map::new();
    for _ in 0..dice.below(4) {
        let (key, value) = match dice.below(9) {
            0..3 => ("title", fragments(dice, 6).into()),
            3..6 => ("description", fragments(dice, 12).into()),
            6 => (*dice.pick(&["title", "description"]), anything(dice)),
            _ => (*dice.pick(MEANT), anything(dice)),
        };
        members.insert(key.to_owned(), value);
    }
    members
}

/// Any JSON value.
pub fn anything(dice: &mut Dice) -> Value {
    match dice.below(8) {
        0 => Value::Null,
        1 => dice.chance(50).into(),
        2 => (dice.below(9) as i64 - 4).into(),
        3 => (i64::MAX - dice.below(9) as i64).into(),
        4 => (dice.below(99) as f64 / 7.0).into(),
        5 => word(dice).into(),
        6 => (0..dice.below(3)).map(|_| word(dice)).collect(),
        _ => Value::Object(Map::from_iter([(word(dice), word(dice).into())])),
    }
}
