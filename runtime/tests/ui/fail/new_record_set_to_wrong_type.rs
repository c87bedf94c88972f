//! A new record sets a field to a value of a wrong type.

use school::models::{NewStudent, Student};
use weda::prelude::*;

fn main() {
    let li = NewStudent { name: "李四".into(), course: "体育".into() };
    let _ = li.set(Student::SCORE, "89");
}
