//! A filter of another model may be left out.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Some("体育").map(|title| Course::TITLE.eq(title)));
}
