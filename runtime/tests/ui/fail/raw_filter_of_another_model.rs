//! A filter in words of one's own, for another model.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(weda::Filter::<school::models::Course>::raw_unchecked("score gt 60"));
}
