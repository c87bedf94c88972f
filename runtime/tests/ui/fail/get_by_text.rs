//! A record is read by a text that is not an id.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::get(&client, "9G5C0WQN26");
}
