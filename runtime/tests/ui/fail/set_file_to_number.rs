//! A file is set to a number.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::PHOTO, 7);
}
