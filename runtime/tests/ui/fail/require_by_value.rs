//! A record that must be there is read by an id and not a reference to it.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let id = Id::<Student>::new("9G5C0WQN26");
    let _ = Student::require(&client, id);
}
