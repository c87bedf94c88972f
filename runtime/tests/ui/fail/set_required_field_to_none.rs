//! A patch sets a required field to nothing.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::NAME, None::<String>);
}
