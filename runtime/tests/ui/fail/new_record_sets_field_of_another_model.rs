//! A new student gets a field of courses.

use school::models::{Course, NewStudent};
use weda::prelude::*;

fn main() {
    let li = NewStudent { name: "李四".into(), course: "体育".into() };
    let _ = li.set(Course::TITLE, "数学");
}
