//! Records are sorted by a list, in a direction of run time.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).order_by(Student::TAGS.order(true));
}
