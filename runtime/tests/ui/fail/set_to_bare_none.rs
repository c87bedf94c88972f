//! A field is set to `None`, which tells no type.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::NOTE, None);
}
