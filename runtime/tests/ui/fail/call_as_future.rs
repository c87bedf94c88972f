//! A call where a future is expected.

use school::models::Student;
use weda::prelude::*;

fn spawn(_: impl Future) {}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    spawn(Student::query(&client).count());
}
