//! One side of `&` is about another model.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四") & Course::TITLE.eq("数学"));
}
