//! A new record sets its automatic number.

use school::models::{NewStudent, Student};
use weda::prelude::*;

fn main() {
    let li = NewStudent { name: "李四".into(), course: "体育".into() };
    let _ = li.set(Student::NUMBER, "S-00001");
}
