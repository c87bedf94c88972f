//! `Filter::all` gets filters of two models.

use school::models::{Course, Student};
use weda::Filter;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Filter::all([Student::NAME.eq("李四"), Course::TITLE.eq("数学")]));
}
