//! A patch clears a system field.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().clear(Student::OWNER);
}
