//! A day is compared with the clock of the machine.

use std::time::SystemTime;

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::ADMITTED_AT.eq(SystemTime::now()));
}
