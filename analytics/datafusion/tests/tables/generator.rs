//! Random conditions in SQL.

use fastrand::Rng;

use crate::world::pick;

/// A condition of a depth at most, on the columns of `student`.
pub fn condition(r: &mut Rng, depth: u8) -> String {
    if depth > 0 && r.u8(..3) > 0 {
        let (a, b) = (condition(r, depth - 1), condition(r, depth - 1));
        return match r.u8(..7) {
            0 | 1 => format!("({a} AND {b})"),
            2 | 3 => format!("({a} OR {b})"),
            4 => format!("NOT ({a} AND {b})"),
            5 => format!("(NOT ({a})) OR {b}"),
            _ => format!("({a}) IS {}", pick(r, ["TRUE", "FALSE", "NOT TRUE", "UNKNOWN"])),
        };
    }
    leaf(r)
}

fn leaf(r: &mut Rng) -> String {
    let op = pick(r, ["=", "<>", "<", "<=", ">", ">="]);
    let not = pick(r, ["", "NOT "]);
    match r.u8(..24) {
        0 => format!("score {op} {}", number(r)),
        1 => format!("{} {op} score", number(r)),
        2 => format!("score {not}BETWEEN {} AND {}", number(r), number(r)),
        3 => format!("score {not}IN ({}, {}, {}, {})", number(r), number(r), number(r), number(r)),
        4 => format!("credits {op} {}", whole(r)),
        5 => format!("credits {op} {}", number(r)),
        6 => format!("credits {not}IN (1, {}, {}, {}, {})", whole(r), whole(r), whole(r), pick(r, ["7", "NULL"])),
        7 => format!("{not}boarding"),
        8 => format!("boarding IS {not}{}", pick(r, ["TRUE", "FALSE"])),
        9 => format!("grade {op} '{}'", pick(r, ["一年级", "三年级", "四年级", ""])),
        10 => format!("level {not}IN ('{}', 'b')", pick(r, ["a", "A", "c"])),
        11 => format!("level {op} '{}'", pick(r, ["a", "A", "B"])),
        12 => format!("name {op} '{}'", text(r)),
        13 => format!("name {not}IN ('{}', '{}', '{}', {})", text(r), text(r), text(r), pick(r, ["'x'", "NULL"])),
        14 | 15 => {
            let like = pick(r, ["LIKE", "ILIKE"]);
            format!("{} {not}{like} '{}'", pick(r, ["name", "note"]), pattern(r))
        }
        16 => {
            let column = pick(r, ["score", "note", "boarding", "admittedAt", "grade", "class", "\"籍贯\"", "lesson"]);
            format!("{column} IS {not}NULL")
        }
        17 => format!("\"籍贯\" {op} '{}'", pick(r, ["北京", "上海", "x"])),
        18 => format!("class {op} 'C{:03}'", r.u8(..14)),
        19 => format!("_id {op} '{:X}'", r.u8(16..)),
        20 => format!("admittedAt {op} '{}'", day(r)),
        21 => format!("admittedAt {not}IN ('{}', '{}', '{}', '{}')", day(r), day(r), day(r), day(r)),
        22 => {
            let half = r.i64(-50..50);
            let moment = pick(r, ["2024-09-01 00:00:00", "2024-08-31 16:00:00Z", "2024-09-01 00:00:00.0005"]);
            match r.u8(..4) {
                3 => {
                    let start = pick(r, ["2024-08-31", "2024-09-01", "2024-09-01 01:00:00"]);
                    format!("date_trunc('day', seenAt) {op} '{start}'")
                }
                0 => format!("seenAt {op} '{moment}'"),
                1 => format!("seenAt::date {op} '2024-{}'", pick(r, ["08-31", "09-01", "09-02"])),
                _ => format!("seenAt {op} to_timestamp_millis({})", 1_725_120_000_000 + half * 1_800_000),
            }
        }
        _ => format!("lesson {op} '{:02}:00:00'", r.u8(..24)),
    }
}

fn number(r: &mut Rng) -> &'static str {
    pick(r, ["0", "-0.0", "59.5", "60", "99.75", "0.1", "1e300", "-1e300", "9007199254740992", "NULL"])
}

fn whole(r: &mut Rng) -> &'static str {
    let large = ["9007199254740991", "9007199254740992", "9007199254740993", "-9007199254740993"];
    pick(r, ["0", "-3", "7", "60", large[0], large[1], large[2], large[3]])
}

fn text(r: &mut Rng) -> &'static str {
    pick(r, ["李四", "Li", "li", "LI", "LI ", "O''Brien", "", "Zoë", "Zoe", "张 三", r"a\b", "50%", "王"])
}

fn pattern(r: &mut Rng) -> &'static str {
    let escaped = [r"%\%%", r"a\_b", r"%\\%", r"50\%"];
    pick(
        r,
        [
            "%i%", "L%", "%四", "%", "_i", "%''%", "li", "%I%", "%李%", "%好 g%d", escaped[0], escaped[1], escaped[2],
            escaped[3],
        ],
    )
}

fn day(r: &mut Rng) -> &'static str {
    pick(r, ["1988-06-01", "1988-05-31", "1985-06-01", "1991-09-15", "1991-09-16", "2024-09-01", "1970-01-01"])
}
