//! Random pages as text, with details that a tree of values loses: the order of keys and the formatting.

/// Known and unknown keys; one is longer than the comparison window.
const KEYS: [&str; 14] = [
    "_id",
    "name",
    "score",
    "credits",
    "active",
    "tags",
    "marks",
    "home",
    "class",
    "grade",
    "x",
    "_openid",
    "备注",
    "a_key_that_is_longer_than_thirty_two_bytes",
];

/// The change of keys from one record to the next.
#[derive(Clone, Copy, PartialEq)]
enum Change {
    Nothing,
    Turned,
    Shuffled,
    Gaps,
}

struct Dice<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The usual separator of tokens.
    space: &'static str,
}

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        let byte = self.bytes[self.at % self.bytes.len()];
        // Short inputs do not repeat immediately.
        let turn = self.at / self.bytes.len();
        self.at += 1;
        (usize::from(byte) + 7 * turn) % sides
    }

    fn pick(&mut self, texts: &[&'static str]) -> &'static str {
        texts[self.roll(texts.len())]
    }

    fn space(&mut self) -> &'static str {
        match self.roll(30) {
            0 => " ",
            1 => "\r\n\t  ",
            2 => "                                                                                ",
            _ => self.space,
        }
    }

    fn shuffle(&mut self, keys: &mut [&str]) {
        for at in (1..keys.len()).rev() {
            keys.swap(at, self.roll(at + 1));
        }
    }
}

/// Generates the page of a byte sequence.
pub fn text(bytes: &[u8]) -> String {
    let mut dice = Dice { bytes, at: 0, space: "" };
    dice.space = dice.pick(&["", "", "", " ", "\n "]);
    let change = [Change::Nothing, Change::Turned, Change::Shuffled, Change::Gaps][dice.roll(4)];
    let mut keys = KEYS;
    dice.shuffle(&mut keys);
    let mut records = Vec::new();
    for _ in 0..dice.roll(9) {
        match change {
            Change::Turned => keys.rotate_left(1),
            Change::Shuffled => dice.shuffle(&mut keys),
            Change::Nothing | Change::Gaps => {}
        }
        let mut members = Vec::new();
        for key in keys {
            let needed = matches!(key, "_id" | "name") && dice.roll(60) > 0;
            if needed || change != Change::Gaps || dice.roll(4) > 0 {
                members.push(member(&mut dice, key));
            }
        }
        records.push(format!("{}{{{}{}}}", dice.space(), members.join(","), dice.space()));
    }
    let records = format!("[{}{}]", records.join(","), dice.space());
    format!("{{{}\"@odata.count\":9,\"value\":{}{records}{}}}", dice.space(), dice.space(), dice.space())
}

fn member(dice: &mut Dice<'_>, key: &str) -> String {
    let printed = match dice.roll(12) {
        0 => key.chars().map(|character| format!("\\u{:04x}", u32::from(character))).collect(),
        _ => key.to_owned(),
    };
    let value = if dice.roll(200) == 0 { dice.pick(&BROKEN) } else { value(dice, key) };
    let [before, after, colon, end] = [(); 4].map(|()| dice.space());
    format!("{before}\"{printed}\"{after}:{colon}{value}{end}")
}

/// Values that both sides reject anywhere, or at least in place of a number or string.
const BROKEN: [&str; 12] =
    ["", "01", "-", "1.", ".5", "1e", "tru", "nulll", "\"\\ud83d\"x", "\"a\nb\"", "\"\\x\"", "[1,]"];

fn value(dice: &mut Dice<'_>, key: &str) -> &'static str {
    if dice.roll(7) == 0 && !matches!(key, "_id" | "name") {
        return "null";
    }
    match key {
        "name" | "grade" if dice.roll(100) == 0 => "\"\\ude00\"",
        "score" if dice.roll(100) == 0 => "1e999",
        "_id" => dice.pick(&["\"a1\"", "\"9G5C0WQN26\"", "\"\\u0061b\"", "\"李四\""]),
        "name" | "grade" => dice.pick(&[
            "\"\"",
            "\"一年级\"",
            "\"a\\\"b\\\\\\/\\n\"",
            "\"\\ud83d\\ude00 and a text of more than thirty-two bytes\"",
            "\"{\"",
            "\"\u{7f}\u{2028}\"",
        ]),
        "score" => dice.pick(&[
            "0",
            "-0",
            "-0.0",
            "1",
            "89.5",
            "0.1",
            "1e2",
            "1E-2",
            "123456789012345678901234567890",
            "5e-324",
            "1.7976931348623157e308",
            "0.30000000000000004",
            "9007199254740993",
            "-2.2250738585072011e-308",
            "1e-999",
            "0.1000000000000000055511151231257827021181583404541015625",
            "8.5e+0",
        ]),
        "credits" => dice.pick(&["0", "7", "-12", "9223372036854775807", "-9223372036854775808", "1725120000000"]),
        "active" => dice.pick(&["true", "false"]),
        "tags" => {
            dice.pick(&["[]", "[ ]", "[\"a\"]", "[\"a\\u0022\",\"b\",\"\"]", "[\"水电\" , \"宿舍\",\"c\",\"d\",\"e\"]"])
        }
        "marks" => dice.pick(&["[]", "[1.5]", "[1,2.0,-3e-1]", "[0.1,0.2,0.3,0.4,0.5]"]),
        "home" => dice.pick(&[
            "{\"city\":\"杭州\"}",
            "{\"city\":\"杭州\",\"floor\":3}",
            "{\"floor\":3,\"city\":\"\"}",
            "{ \"x\" : [ {} ] , \"city\" : \"a\" }",
            "{\"floor\":null,\"c\\u0069ty\":\"a\",\"_id\":\"b\"}",
        ]),
        "class" => dice.pick(&["\"c1\"", "\"9G5C\\u0030\""]),
        _ => dice.pick(&["0", "\"a\\\"b\"", "{\"a\":[null,{\"_id\":\"z\"}]}", "[[],{}]", "true", "1e999", "-1.5e-7"]),
    }
}
