//! Constants, statics, functions and macros of the user's have the names that the attribute's code has for itself.
//!
//! `static row` was E0530, and `const reader` E0308 inside of the attribute: to rustc both are patterns.

#![allow(non_upper_case_globals, dead_code, unused_macros)]

use weda::prelude::*;

static row: u8 = 1;
static record: u8 = 1;
const reader: u8 = 1;
const place: u8 = 1;
const place_0: u8 = 1;
static place_1: u8 = 1;
const cell: u8 = 1;
const field: u8 = 1;
static f: u8 = 1;
static fmt: u8 = 1;
const formatter: u8 = 1;
static state: u8 = 1;
const other: u8 = 1;
static key: u8 = 1;
const index: u8 = 1;
const T: u8 = 1;
const H: u8 = 1;
static TABLE: u8 = 1;
const FIELDS: u8 = 1;
static w: u8 = 1;
const Ok: u8 = 1;
static holds: u8 = 1;
fn check() {}
fn read() {}

macro_rules! holds {
    () => {};
}
macro_rules! place {
    () => {};
}
macro_rules! mark {
    () => {
        Option<f64>
    };
}

#[weda_model("student")]
#[derive(Debug)]
struct Student {
    id: Id<Student>,
    name: String,
    grade: Option<String>,
    score: mark!(),
}

#[weda_model("enrolment")]
struct Enrolment {
    student: Id<Student>,
    state: Option<String>,
}

#[weda_model("sys_user")]
struct User {
    name: Option<String>,
}

fn within() -> impl Sized {
    #[weda_model("enrolment")]
    struct Enrolment {
        student: Id<Student>,
    }
    let new = NewEnrolment { student: Id::new("1"), course: Id::new("2"), state: "open".into() };
    (new, |of: Enrolment| of.student)
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::GRADE.eq("first"));
    let _ = (within, |of: Enrolment| (of.student, of.state), |user: User| user.name);
    println!("{:?}", None::<Student>);
}
