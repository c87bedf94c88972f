//! An option of a boolean stands where a filter goes.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Some(60).map(|least| least > 50));
}
