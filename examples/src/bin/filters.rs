//! Prints every operator of the filter language, one `$filter` per line.
//!
//! ```text
//! cargo run -q -p weda-examples --bin filters                documented filters
//! cargo run -q -p weda-examples --bin filters -- --all       and those that need a switch of the `Dialect`
//! cargo run -q -p weda-examples --bin filters -- --encoded   percent-encoded
//! ```
//!
//! Nothing is sent. The lines can be checked with other OData parsers, in any language:
//!
//! ```text
//! cargo run -q -p weda-examples --bin filters -- --all | python3 -c '
//! import sys
//! from odata_query.grammar import ODataLexer, ODataParser
//! for line in sys.stdin: print(ODataParser().parse(ODataLexer().tokenize(line.rstrip("\n"))))'
//! ```

use std::io::{self, Write};

use jiff::civil::date;
use percent_encoding::percent_decode_str;
use weda::prelude::*;
use weda::{Date, DateTime, Dialect, Error, Filter};
use weda_examples::models::{Class, Student, StudentGrade};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let has_flag = |flag: &str| std::env::args().any(|argument| argument == flag);
    let client = client()?;
    let mut filters = documented();
    if has_flag("--all") {
        filters.extend(undocumented());
    }
    let mut out = io::stdout().lock();
    for filter in filters {
        let encoded = sent(&client, filter)?;
        let text = percent_decode_str(&encoded).decode_utf8()?;
        writeln!(out, "{}", if has_flag("--encoded") { &encoded } else { &*text })?;
    }
    Ok(())
}

/// Without the switches that change how documented operators are sent.
fn client() -> Result<Client, Error> {
    let dialect = Dialect::documented().starts_with(true).ends_with(true).null_filters(true).not(true);
    Client::builder("lowcode-2gay8jgh25").secret("id", "key").dialect(dialect).build()
}

/// The filter in the URL of its query.
fn sent(client: &Client, filter: Filter<Student>) -> Result<String, Error> {
    let request = Student::query(client).filter(filter).preview()?;
    let query = request.and_then(|request| Some(request.url.split_once("?$filter=")?.1.to_owned()));
    Ok(query.and_then(|query| Some(query.split('&').next()?.to_owned())).unwrap_or_default())
}

/// Documented operators, and those that are rewritten to documented ones.
fn documented() -> Vec<Filter<Student>> {
    let autumn = Date::from(date(2024, 9, 1));
    let spring = Date::from(date(2025, 3, 1));
    let noon = DateTime::from_millis(1_725_163_200_000);
    let class = Id::<Class>::new("9G5C0WQN26");
    vec![
        // Equality, of every comparable kind
        Student::NAME.eq("李四"),
        Student::NAME.ne("O'Brien"),
        Student::NAME.eq("100% _ \"\\ & + # / ? 😀"),
        Student::NAME.eq(""),
        Student::SCORE.eq(-59.5),
        Student::SCORE.eq(1e21),
        Student::CREDITS.ne(i64::MIN),
        Student::BOARDING.eq(true),
        Student::BOARDING.ne(false),
        Student::GRADE.eq(StudentGrade::三年级),
        Student::CLASS.eq(&class),
        Student::ID.ne(Id::<Student>::new("5b04e442")),
        // A date is a day in China
        Student::ADMITTED_AT.eq(autumn),
        Student::ADMITTED_AT.ne(autumn),
        Student::ADMITTED_AT.ge(autumn),
        // Order
        Student::SCORE.gt(60),
        Student::SCORE.ge(60),
        Student::SCORE.lt(60),
        Student::SCORE.le(60),
        Student::NAME.gt("李"),
        Student::CREATED_AT.lt(noon),
        // Ranges
        Student::SCORE.in_range(60..90),
        Student::SCORE.in_range(59.5..=89.5),
        Student::CREDITS.in_range(..4),
        Student::ADMITTED_AT.in_range(autumn..spring),
        // Sets of values
        Student::COURSE.one_of(["数学", "英语", "体育"]),
        Student::CLASS.one_of([&class]),
        // Parts of texts
        Student::NAME.contains("李"),
        Student::NOTE.contains("it's"),
        // Combined: parentheses wherever `and` and `or` are mixed
        Student::SCORE.gt(60) & Student::NAME.contains("李") & Student::BOARDING.eq(true),
        Student::SCORE.lt(60) | Student::CREDITS.lt(4),
        Student::SCORE.gt(60) & (Student::COURSE.eq("数学") | Student::COURSE.eq("英语")),
        (Student::SCORE.gt(1) & Student::SCORE.lt(10)) | Student::SCORE.eq(20),
        Student::BOARDING.eq(true) & Student::SCORE.ge(60),
        Filter::all([Student::SCORE.gt(60), Filter::when(false, || Student::NAME.eq("李四"))]),
        // Negated
        !Student::SCORE.ge(60),
        !(Student::SCORE.gt(60) & Student::COURSE.one_of(["数学", "英语"])),
        // Raw text
        Filter::raw_unchecked("name eq '李雷' or score eq 100"),
    ]
}

/// Operators that need a switch.
fn undocumented() -> Vec<Filter<Student>> {
    vec![
        Student::NAME.starts_with("O'"),
        Student::NAME.ends_with("四"),
        Student::NOTE.is_null(),
        Student::ADMITTED_AT.is_not_null(),
        !Student::NAME.contains("李"),
        !(Student::NAME.starts_with("李") | Student::NOTE.is_null()),
        !Filter::<Student>::raw_unchecked("name eq '李雷' or score eq 100"),
    ]
}
