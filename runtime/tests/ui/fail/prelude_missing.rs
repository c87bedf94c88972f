//! The prelude is not in scope, so that rows have no calls.

use school::models::Student;

fn main() {
    let client = weda::Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client);
}
