//! Random records of three related models, with all kinds of columns, as a gateway stores them.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// A day's milliseconds.
pub const DAY: i64 = 86_400_000;
/// Beijing's distance from UTC.
pub const ZONE: i64 = 8 * 3_600_000;
/// 2024-09-01 00:00 in Beijing.
pub const SEPTEMBER: i64 = 1_725_120_000_000;
/// 1988-07-01, when clocks in China were one hour ahead: its midnight is at 15:00 UTC.
pub const SUMMER_DAY: i32 = 6756;

/// Texts that differ by case, accents, spaces, wildcards and quotes.
pub const NAMES: [&str; 12] =
    ["李四", "Li", "li", "LI ", "O'Brien", "王%五", "a_b", "", "Zoë", "張 三", "李", "back\\slash"];
pub const NOTES: [&str; 5] = ["优", "好 good", "50%", "x'y", "Good"];
pub const HOMES: [&str; 4] = ["北京", "上海", "广州", "北 京"];
pub const GRADES: [&str; 3] = ["一年级", "二年级", "三年级"];
pub const SUBJECTS: [&str; 5] = ["语文", "数学", "英语", "Math", "math"];
/// Numbers of 19 digits, which a double does not hold, and one beyond its exact range.
pub const SERIALS: [i64; 6] =
    [1_234_567_890_123_456_789, 1_234_567_890_123_456_788, 9_007_199_254_740_993, 42, -7, 9_223_372_036_854_775_807];

/// The midnight of a day in Beijing.
pub fn midnight(day: i32) -> i64 {
    let summer = if day == SUMMER_DAY { 3_600_000 } else { 0 };
    i64::from(day) * DAY - ZONE - summer
}

/// A day between 2014 and 2024, or one in a summer with other clocks, or one before 1970.
pub fn day(random: &mut Rng) -> i32 {
    match random.u8(..12) {
        0 => SUMMER_DAY,
        1 => -random.i32(1..3000),
        _ => 16_072 + random.i32(0..4000),
    }
}

pub type Records = Vec<Map<String, Value>>;

/// Each model's records.
pub struct Data(pub Vec<(&'static str, Records)>);

impl Data {
    pub fn of(&self, model: &str) -> &Records {
        &self.0.iter().find(|(name, _)| *name == model).expect("a model of the world").1
    }
}

/// Leaves one value in six out: as null, or without the member.
struct Maker<'r> {
    random: &'r mut Rng,
    record: Map<String, Value>,
}

impl Maker<'_> {
    fn put(&mut self, name: &str, value: Value) {
        match self.random.u8(..12) {
            0 => {
                self.record.insert(name.to_owned(), Value::Null);
            }
            1 => {}
            _ => self.always(name, value),
        }
    }

    fn always(&mut self, name: &str, value: Value) {
        self.record.insert(name.to_owned(), value);
    }
}

fn one<T: Copy>(random: &mut Rng, of: &[T]) -> T {
    of[random.usize(..of.len())]
}

fn class_id(random: &mut Rng) -> String {
    // Some lead to no class.
    format!("C{:03}", random.u8(..16))
}

pub fn records(seed: u64, students: usize) -> Data {
    let mut random = Rng::with_seed(seed);
    let mut make = |fill: &dyn Fn(&mut Maker<'_>)| {
        let mut maker = Maker { random: &mut random, record: Map::new() };
        let half_hour = |random: &mut Rng| SEPTEMBER + random.i64(0..1000) * 1_800_000;
        let (created, updated) = (half_hour(maker.random), half_hour(maker.random));
        maker.always("createdAt", json!(created));
        maker.always("updatedAt", json!(updated));
        fill(&mut maker);
        maker.record
    };
    let classes = (0..14).map(|n| {
        make(&|to| {
            to.always("_id", json!(format!("C{n:03}")));
            to.always("name", json!(format!("{}班", ["一", "二", "三", "A", "b"][n % 5])));
            to.put("room", json!(format!("{}0{n}", ["A", "b", "东"][n % 3])));
            let (capacity, opened, open) = (to.random.i32(20..60), midnight(day(to.random)), to.random.bool());
            to.put("capacity", json!(capacity));
            to.put("opened", json!(opened));
            to.put("isOpen", json!(open));
        })
    });
    let classes: Records = classes.collect();
    // Ids in another order than that of creation.
    let student_id = |n: usize| format!("{:04X}-{n:X}", n.wrapping_mul(40_503) & 0xffff);
    let all = (0..students).map(|n| {
        make(&|to| {
            let r = &mut *to.random;
            let values = [
                ("name", json!(one(r, &NAMES))),
                ("nick", json!(one(r, &NAMES))),
                ("score", json!(f64::from(r.i32(-8..400)) / 4.0)),
                ("credits", json!(r.i32(-2..12))),
                ("serial", json!(one(r, &SERIALS))),
                ("boarding", json!(r.bool())),
                ("admittedAt", json!(midnight(day(r)))),
                ("wakes", json!(r.i32(0..96) * 900_000)),
                ("grade", json!(one(r, &GRADES))),
                ("籍贯", json!(one(r, &HOMES))),
                ("note", json!(one(r, &NOTES))),
                ("tags", json!([one(r, &HOMES), "转学"][..r.usize(1..3)])),
                ("address", json!({ "city": one(r, &HOMES), "zip": "100000" })),
                ("photo", json!("cloud://a.b/李.png")),
                ("home", json!({ "address": "北京", "geopoint": { "type": "Point", "coordinates": [116.4, 39.9] } })),
                ("extra", json!({ "a": [1, 2] })),
                ("class", json!(class_id(r))),
                ("mentor", json!({ "_id": student_id(r.usize(..students)) })),
            ];
            to.always("_id", json!(student_id(n)));
            for (name, value) in values {
                to.put(name, value);
            }
        })
    });
    let all: Records = all.collect();
    let exams = (0..students * 3 / 4).map(|n| {
        make(&|to| {
            let r = &mut *to.random;
            let taken = SEPTEMBER + r.i64(0..2000) * 1_800_000;
            let values = [
                ("subject", json!(one(r, &SUBJECTS))),
                ("points", json!(f64::from(r.i32(0..200)) / 2.0)),
                ("takenAt", json!(taken)),
                ("day", json!((taken + ZONE).div_euclid(DAY) * DAY - ZONE)),
                ("passed", json!(r.bool())),
                ("student", json!(student_id(r.usize(..students + 20)))),
                ("class", json!(class_id(r))),
            ];
            to.always("_id", json!(format!("E{n:05}")));
            for (name, value) in values {
                to.put(name, value);
            }
        })
    });
    let exams: Records = exams.collect();
    Data(vec![("class", classes), ("student", all), ("exam", exams)])
}
