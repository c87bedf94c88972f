//! A query of students is sorted by a field of courses.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).order_by(Course::TITLE.asc());
}
