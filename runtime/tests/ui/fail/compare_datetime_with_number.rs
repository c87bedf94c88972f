//! A datetime is compared with milliseconds.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::LAST_SEEN.gt(1_700_000_000_000_i64));
}
