//! A patch of a student clears a field of courses.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let _ = Student::patch().clear(Course::TITLE);
}
