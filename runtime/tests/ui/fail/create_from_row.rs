//! A row that was read is taken for a new record.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let create_again = |student: Student| Student::create(&client, student);
    let _ = create_again;
}
