//! A patch sets the id.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::ID, Id::<Student>::new("9G5C0WQN26"));
}
