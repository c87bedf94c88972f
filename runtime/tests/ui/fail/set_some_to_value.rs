//! `set_some` gets a value that is not an `Option`.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set_some(Student::NOTE, "好");
}
