//! Instructions to read a page of 100 records into a batch, compared with generated structs.
//!
//! `cargo bench -p weda-arrow --bench rows`, in `analytics/`. Without `--bench` it only checks that both read the same.

#[path = "../../../runtime/benches/page/callgrind.rs"]
mod callgrind;
#[path = "../../../runtime/benches/page/make.rs"]
mod make;
#[path = "../../../runtime/benches/page/models.rs"]
mod models;
#[path = "rows/work.rs"]
mod work;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, Int64Type};
use make::{Form, page};
use models::Repair;
use weda::GatewayKind;

/// Name, case, the case to compare with, and the maximum ratio.
const ROWS: [(&str, &str, &str, Option<f64>); 4] = [
    ("a page to a batch, to generated structs", "batch", "structs", Some(1.15)),
    ("of these, a page to untyped records", "texts", "structs", None),
    ("of these, untyped records to a batch", "columns", "structs", None),
    ("a page to a batch, five unknown keys in every record", "batch-unknown", "structs-unknown", None),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, case, pages] = arguments.as_slice()
        && flag == "--work"
    {
        return work::run(case, pages.parse().expect("the number of pages is a number"));
    }
    both_sides_read_the_same();
    if arguments.iter().any(|argument| argument == "--bench") {
        measure();
    }
}

fn measure() {
    let Some(valgrind) = callgrind::version() else {
        return println!("left out: valgrind is not installed, so no instructions are counted");
    };
    println!(
        "instructions of a page of {} records, by {valgrind}: (12 pages - 2 pages) / 10, drops included\n",
        work::RECORDS
    );
    println!("| | instructions | compared with | ratio | goal |\n|---|---|---|---|---|");
    for (name, case, other, goal) in ROWS {
        let [ours, theirs] = [case, other].map(callgrind::instructions);
        let goal = goal.map_or_else(|| "-".to_owned(), |goal| format!("{goal:.2}"));
        println!("| {name} | {:.0} k | {:.0} k | {:.2} | {goal} |", ours / 1e3, theirs / 1e3, ours / theirs);
    }
}

fn both_sides_read_the_same() {
    let body = page(work::RECORDS, Form::Plain, GatewayKind::OData);
    let structs: Vec<Repair> = weda::__private::page(&body).unwrap();
    let mut builder = work::builder();
    let batch = work::batch(&mut builder, &body);
    assert_eq!(batch.num_rows(), structs.len());
    let column = |name: &str| batch.column_by_name(name).unwrap();
    let room = column("room").as_struct();
    for (at, repair) in structs.iter().enumerate() {
        let text = |array: &dyn Array| array.is_valid(at).then(|| array.as_string::<i32>().value(at).to_owned());
        assert_eq!(text(column("_id")).as_deref(), Some(repair.id.as_str()));
        assert_eq!(text(column("remark")), repair.remark);
        let floor = column("floor").as_primitive::<Int64Type>();
        assert_eq!(floor.is_valid(at).then(|| floor.value(at)), repair.floor);
        let cost = column("totalCost").as_primitive::<Float64Type>();
        assert_eq!(cost.is_valid(at).then(|| cost.value(at)), repair.total_cost);
        let campus = room.column_by_name("campus").unwrap();
        assert_eq!(text(campus), repair.room.as_ref().and_then(|room| room.campus.clone()));
        let keywords = column("keywords").as_list::<i32>();
        let words = |list: std::sync::Arc<dyn Array>| {
            list.as_string::<i32>().iter().map(|word| word.unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(keywords.is_valid(at).then(|| words(keywords.value(at))), repair.keywords);
    }
}
