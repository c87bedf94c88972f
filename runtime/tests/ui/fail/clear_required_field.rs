//! A patch clears a required field.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().clear(Student::NAME);
}
