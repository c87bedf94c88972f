//! A filter leads through a text.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.matches(Course::TITLE.contains("数学")));
}
