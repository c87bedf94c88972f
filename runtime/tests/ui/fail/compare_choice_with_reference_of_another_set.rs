//! A choice is compared with a reference to an option of another set.

use school::models::{EnrolmentState, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::GRADE.eq(&EnrolmentState::Open));
}
