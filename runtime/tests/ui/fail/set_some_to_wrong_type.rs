//! A whole number is set to a text, where there is one.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set_some(Student::CREDITS, Some("8"));
}
