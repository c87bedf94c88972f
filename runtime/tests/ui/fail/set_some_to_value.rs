//! A field is set to a value that is no option, where there is one.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set_some(Student::NOTE, "好");
}
