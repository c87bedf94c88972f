//! A patch sets a system field.

use school::models::Student;
use weda::DateTime;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::CREATED_AT, DateTime::from_millis(0));
}
