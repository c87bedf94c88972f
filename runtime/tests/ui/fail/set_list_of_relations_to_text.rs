//! A list of related records is set to a text.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::FRIENDS, "1,2");
}
