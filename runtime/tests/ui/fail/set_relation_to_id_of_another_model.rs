//! A relation to a course is set to the id of a student.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let id = Id::<Student>::new("9G5C0WQN26");
    let _ = Student::patch().set(Student::CLASS, &id);
}
