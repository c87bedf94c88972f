//! A date is compared with a text.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::ADMITTED_AT.eq("2026-09-01"));
}
