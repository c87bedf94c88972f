//! A relation is set to a text.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::CLASS, "9G5C0WQN26");
}
