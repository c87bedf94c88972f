//! A text is set to a list.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::NOTE, vec!["a", "b"]);
}
