//! An id of which nothing says to which model it belongs.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::get(&client, &Id::new("9G5C0WQN26"));
}
