//! A whole number is set to a reference to a fraction.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::CREDITS, &1.5);
}
