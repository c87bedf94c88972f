//! A query of students gets a filter on courses.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Course::TITLE.eq("数学"));
}
