//! Cost of checking a row, compared with parsing its JSON text into a `serde_json::Value`.
//!
//! `cargo bench -p weda-definition --features judge --bench judge` prints time and, if valgrind is installed, instructions.
//! Without `--bench`, as under `cargo test --benches`, it only checks that the rows are valid.

#[path = "../../runtime/benches/page/callgrind.rs"]
mod callgrind;

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::Value;
use weda_definition::{Definition, Judge, Level};

/// Maximum ratio.
const GOAL: f64 = 2.0;

const ORDER: &str = r#"{ "type": "object", "title": "订单", "required": ["name", "phone", "amount"], "properties": {
    "_id": { "type": "string", "x-system": true },
    "createdAt": { "type": "number", "format": "datetime", "x-system": true },
    "name": { "type": "string", "title": "收货人", "maxLength": 60 },
    "phone": { "type": "string", "format": "phone", "title": "手机号", "pattern": "^1[3-9]\\d{9}$" },
    "code": { "type": "string", "title": "订单号", "x-unique": true, "maxLength": 32, "pattern": "^[A-Z]{2}-\\d{6,}$" },
    "amount": { "type": "number", "title": "金额", "minimum": 0, "maximum": 1000000 },
    "count": { "type": "number", "title": "件数", "numberCount": 0, "minimum": 1 },
    "paid": { "type": "boolean", "title": "已付款", "x-required": true },
    "ordered": { "type": "number", "format": "datetime", "title": "下单时间" },
    "status": { "type": "string", "format": "x-enum", "title": "状态", "enum": ["待付款", "待发货", "待收货", "已完成"] },
    "remark": { "type": "string", "format": "x-long-text", "title": "备注", "maxLength": 4000 },
    "tags": { "type": "array", "title": "标签", "items": { "type": "string", "maxLength": 30 } },
    "address": { "type": "object", "title": "地址", "required": ["city"], "properties": {
        "province": { "type": "string" }, "city": { "type": "string" }, "street": { "type": "string", "maxLength": 200 },
        "zip": { "type": "string", "pattern": "^\\d{6}$" } } },
    "customer": { "type": "object", "format": "many-one", "x-parent": { "parentDataSourceName": "customer" } }
} }"#;

const ROWS: [(&str, &str); 2] = [
    (
        "native",
        r#"{"name":"李小明","phone":"13812345678","code":"SH-20260102","amount":1299.5,"count":3,"paid":true,"ordered":1767196800000,"status":"待发货","remark":"请在工作日送货，放在门卫处即可；如有问题请先打电话。","tags":["加急","礼品"],"address":{"province":"陕西省","city":"西安市","street":"高新区科技路 5 号","zip":"710000"},"customer":{"_id":"9G5C0WQN26"}}"#,
    ),
    (
        "as text",
        r#"{"name":"李小明","phone":"13812345678","code":"SH-20260102","amount":1299.5,"count":3,"paid":true,"ordered":1767196800000,"status":"待发货","remark":"请在工作日送货，放在门卫处即可；如有问题请先打电话。","tags":"[\"加急\",\"礼品\"]","address":"{\"province\":\"陕西省\",\"city\":\"西安市\",\"street\":\"高新区科技路 5 号\",\"zip\":\"710000\"}","customer":"{\"_id\":\"9G5C0WQN26\"}"}"#,
    ),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let judge = Judge::new(&Definition::parse("order", "order.json", ORDER).expect("the bench's own definition"));
    if let [flag, case, times] = arguments.as_slice()
        && flag == "--work"
    {
        let times: usize = times.parse().expect("the number of times is a number");
        let (name, side) = case.split_once('-').expect("a case and a side");
        let (_, row) = ROWS.into_iter().find(|(other, _)| *other == name).expect("one of the cases");
        return (0..times).for_each(|_| if side == "judge" { check(&judge, row) } else { parse(row) });
    }
    ROWS.iter().for_each(|(_, row)| check(&judge, row));
    if arguments.iter().any(|argument| argument == "--bench") {
        measure(&judge);
    }
}

fn check(judge: &Judge, row: &str) {
    black_box(judge.check_text(black_box(row), Level::Creating)).expect("a valid row");
}

fn parse(row: &str) {
    black_box(serde_json::from_str::<Value>(black_box(row))).expect("a row is JSON");
}

fn measure(judge: &Judge) {
    println!("cargo bench -p weda-definition --features judge --bench judge\n");
    println!("| row | | judge | serde_json | ratio | goal |\n|---|---|---|---|---|---|");
    for (name, row) in ROWS {
        let (ours, theirs) = times(&|| check(judge, row), &|| parse(row));
        let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
        println!("| {name}, {} bytes | time | {ours:?} | {theirs:?} | {ratio:.2} | {GOAL:.2} |", row.len());
        if callgrind::version().is_some() {
            let [ours, theirs] = ["judge", "parse"].map(|side| callgrind::instructions(&format!("{name}-{side}")));
            println!("| | instructions | {ours:.0} | {theirs:.0} | {:.2} | |", ours / theirs);
        }
    }
}

/// The shortest of many alternating rounds, so that other load on the machine affects neither side.
fn times(ours: &dyn Fn(), theirs: &dyn Fn()) -> (Duration, Duration) {
    let round = |side: &dyn Fn()| {
        let start = Instant::now();
        (0..200).for_each(|_| side());
        start.elapsed() / 200
    };
    (0..200)
        .fold((Duration::MAX, Duration::MAX), |(first, second), _| (first.min(round(ours)), second.min(round(theirs))))
}
