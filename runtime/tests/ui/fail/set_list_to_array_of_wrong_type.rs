//! A list of texts is set to an array of numbers.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::TAGS, &[1, 2]);
}
