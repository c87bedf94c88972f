//! Two related models with random records, in an emulator.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::physical_plan::displayable;
use datafusion::prelude::SessionContext;
use serde_json::{Value, json};
use weda::{Client, Dialect, GatewayKind};
use weda_datafusion::{Models, TableOptions, session};
use weda_definition::{Definition, Definitions};
use weda_emulator::{Emulator, Profile};

const STUDENT: &str = r#"{ "title": "学生", "properties": {
    "_id":        { "type": "string", "x-system": true },
    "createdAt":  { "type": "number", "format": "datetime", "x-system": true },
    "updatedAt":  { "type": "number", "format": "datetime", "x-system": true },
    "name":       { "type": "string", "title": "姓名" },
    "note":       { "type": "string", "title": "备注" },
    "籍贯":       { "type": "string", "title": "籍贯" },
    "score":      { "type": "number", "title": "成绩" },
    "credits":    { "type": "number", "numberCount": 0, "title": "学分" },
    "boarding":   { "type": "boolean", "title": "住校" },
    "admittedAt": { "type": "number", "format": "date", "title": "入学日期" },
    "seenAt":     { "type": "number", "format": "datetime", "title": "最近到校" },
    "lesson":     { "type": "number", "format": "time", "title": "上课时间" },
    "grade":      { "type": "string", "format": "x-enum", "enum": ["一年级", "二年级", "三年级"], "title": "年级" },
    "level":      { "type": "string", "format": "x-enum", "enum": ["a", "A", "b"], "title": "等级" },
    "class":      { "type": "string", "format": "father-son", "x-parent": { "parentDataSourceName": "class" } }
} }"#;

const CLASS: &str = r#"{ "title": "班级", "properties": {
    "_id":       { "type": "string", "x-system": true },
    "createdAt": { "type": "number", "format": "datetime", "x-system": true },
    "name":      { "type": "string", "title": "名称" },
    "room":      { "type": "string", "title": "教室" }
} }"#;

/// An emulator with records, and clients of it.
pub struct World {
    pub emulator: Emulator,
}

pub fn definition(model: &str, text: &str) -> Definition {
    Definition::parse(model, &format!("{model}.json"), text).expect("a valid definition")
}

pub fn definitions() -> Definitions {
    [definition("class", CLASS), definition("student", STUDENT)].into_iter().collect()
}

impl World {
    pub fn new(students: usize) -> Self {
        Self::with(Profile::documented(), students)
    }

    pub fn with(profile: Profile, students: usize) -> Self {
        let emulator = Emulator::builder().definitions(definitions()).profile(profile).start().expect("it starts");
        emulator.load("class", classes()).expect("classes");
        emulator.load("student", self::students(students)).expect("students");
        Self { emulator }
    }

    pub fn client(&self, gateway: GatewayKind, dialect: Dialect) -> Client {
        let (id, key) = self.emulator.keys();
        Client::builder(self.emulator.env_id())
            .secret(id, key)
            .base_url(self.emulator.url())
            .gateway(gateway)
            .dialect(dialect)
            .build()
            .expect("a valid client")
    }

    pub fn odata(&self) -> Client {
        self.client(GatewayKind::OData, Dialect::documented())
    }

    pub fn session(&self, options: TableOptions) -> SessionContext {
        self.session_of(&self.odata(), options)
    }

    /// A session with as many target partitions as a table may have, whatever the machine.
    pub fn session_of(&self, client: &Client, options: TableOptions) -> SessionContext {
        let session = session(&Models::new(definitions(), client, options));
        session.state_ref().write().config_mut().options_mut().execution.target_partitions = 4;
        session
    }

    /// The number of the next entry of the log.
    pub fn mark(&self) -> u64 {
        // It waits for answers that are still being sent, and have no entry yet.
        let _ = self.emulator.log();
        self.emulator.log_since(0).last().map_or(0, |(number, _)| number + 1)
    }

    /// The lists that were asked for since a mark, decoded.
    pub fn lists(&self, since: u64) -> Vec<String> {
        let _ = self.emulator.log();
        let entries = self.emulator.log_since(since).into_iter().map(|(_, entry)| entry);
        entries.filter(|entry| entry.call == "list").map(|entry| decoded(&entry.target)).collect()
    }
}

/// Decodes `%XX`; a `%` without digits stays.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let digits = after.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| byte == b'%') {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn classes() -> Vec<Value> {
    let class = |n: usize| {
        let room = (!n.is_multiple_of(4)).then(|| format!("{}0{n}", ["A", "b", "东"][n % 3]));
        json!({ "_id": format!("C{n:03}"), "name": format!("{n}班"), "room": room, "createdAt": 1_700_000_000_000_u64 })
    };
    (0..12).map(class).collect()
}

/// Records with whatever makes comparisons differ: absence, case, wildcards, quotes, days of summer time, large numbers.
fn students(count: usize) -> Vec<Value> {
    let mut random = fastrand::Rng::with_seed(7);
    let r = &mut random;
    let names = ["李四", "Li", "li", "O'Brien", "王%五", "a_b", "", "Zoë", "张 三", "LI ", r"a\b", "50%"];
    (0..count)
        .map(|n| {
            let whole: i64 = pick(r, [0, -3, 7, 60, 1 << 53, (1 << 53) + 1, -(1 << 53) - 1]);
            // Midnights in China, of years with and without summer time.
            let day: i64 =
                pick(r, [581_094_000_000, 486_403_200_000, 684_860_400_000, 684_950_400_000, 1_725_120_000_000]);
            let mut record = json!({
                "_id": format!("{:08X}{n:X}", r.u32(..)),
                "name": pick(r, names),
                "note": pick(r, ["优", "好 good", "50%", "x'y"]),
                "籍贯": pick(r, ["北京", "上海", "广州"]),
                // Beyond 2^53, digits and doubles differ.
                "score": if r.u8(..8) == 0 { json!((1_i64 << 53) + 1) } else { json!(pick(r, [-0.0, 0.0, 59.5, 60.0, 99.75, 1e300, 0.1])) },
                "credits": whole,
                "boarding": r.bool(),
                "admittedAt": day,
                "seenAt": 1_725_120_000_000_i64 + r.i64(-50..50) * 1_800_000,
                "lesson": r.i64(0..24) * 3_600_000,
                "grade": pick(r, ["一年级", "二年级", "三年级"]),
                "level": pick(r, ["a", "A", "b"]),
                "class": format!("C{:03}", r.u8(..14)),
                "createdAt": 1_725_120_000_000_i64,
                "updatedAt": 1_725_120_000_000_i64 + r.i64(0..500) * 1_800_000,
            });
            for field in [
                "note",
                "籍贯",
                "score",
                "credits",
                "boarding",
                "admittedAt",
                "seenAt",
                "lesson",
                "grade",
                "level",
                "class",
            ] {
                if r.u8(..5) == 0 {
                    let members = record.as_object_mut().expect("an object");
                    // Absent and null are the same to the service.
                    if r.bool() {
                        members.insert(field.into(), Value::Null)
                    } else {
                        members.remove(field)
                    };
                }
            }
            record
        })
        .collect()
}

/// The rows of a query as texts, in order.
pub async fn rows(session: &SessionContext, sql: &str) -> Vec<String> {
    let frame = session.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let batches = frame.collect().await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    batches.iter().flat_map(texts).collect()
}

fn texts(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::default().with_null("NULL");
    let columns: Vec<_> = batch.columns().iter().map(Arc::clone).collect();
    let formats: Vec<_> =
        columns.iter().map(|c| ArrayFormatter::try_new(c, &options).expect("it can be shown")).collect();
    (0..batch.num_rows())
        .map(|row| formats.iter().map(|format| format.value(row).to_string()).collect::<Vec<_>>().join("|"))
        .collect()
}

/// One of the values at random.
pub fn pick<T: Copy, const N: usize>(random: &mut fastrand::Rng, values: [T; N]) -> T {
    values[random.usize(..N)]
}

/// The physical plan of a query, as EXPLAIN shows it, decoded.
pub async fn plan(session: &SessionContext, sql: &str) -> String {
    let frame = session.sql(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let plan = frame.create_physical_plan().await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    decoded(&displayable(plan.as_ref()).indent(false).to_string())
}
