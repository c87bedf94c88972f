//! A list of texts is set to a list of numbers.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::TAGS, vec![1, 2]);
}
