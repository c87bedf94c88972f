//! A list is set to a single value.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::TAGS, "red");
}
