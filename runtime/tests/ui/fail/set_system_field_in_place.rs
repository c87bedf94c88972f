//! A system field is set in place.

use school::models::Student;
use weda::DateTime;
use weda::prelude::*;

fn main() {
    let mut patch = Student::patch();
    patch.put(Student::CREATED_AT, DateTime::now());
}
