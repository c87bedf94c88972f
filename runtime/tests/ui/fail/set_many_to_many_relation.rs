//! A patch sets a relation that the other side keeps.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let _ = Student::patch().set(Student::FRIENDS, Vec::<Id<Student>>::new());
}
