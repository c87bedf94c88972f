//! A number is set to a text in an `Option`.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::SCORE, Some("89"));
}
