//! A list of related records is set to texts.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::FRIENDS, vec![String::from("1")]);
}
