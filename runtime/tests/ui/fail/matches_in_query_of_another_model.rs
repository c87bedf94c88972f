//! A filter through a relation is used in a query of the model that the relation leads to.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Course::query(&client).filter(Student::CLASS.matches(Course::TITLE.contains("数学")));
}
