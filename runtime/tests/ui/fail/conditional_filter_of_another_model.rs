//! A conditional filter is about another model.

use school::models::{Course, Student};
use weda::Filter;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四") & Filter::when(true, || Course::TITLE.eq("数学")));
}
