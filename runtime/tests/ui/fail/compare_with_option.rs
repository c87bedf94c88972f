//! An `Option` is compared with: there is no filter for nothing.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::SCORE.gt(Some(60.0)));
}
