//! A new record leaves all required fields out.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::create(&client, Student::new());
}
