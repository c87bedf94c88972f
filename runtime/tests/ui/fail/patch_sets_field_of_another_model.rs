//! A patch of a student sets a field of courses.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Course::TITLE, "数学");
}
