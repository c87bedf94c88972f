//! A moment is taken for a day.

use school::models::Student;
use weda::DateTime;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::ADMITTED_AT.eq(DateTime::from_millis(0)));
}
