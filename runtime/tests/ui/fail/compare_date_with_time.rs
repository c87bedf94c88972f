//! A date is compared with a time of day.

use school::models::Student;
use weda::TimeOfDay;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::ADMITTED_AT.eq(TimeOfDay::from_millis(0)));
}
