//! All records of a query are changed by a patch of another model.

use school::models::{Course, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let failed = Student::query(&client).filter(Student::SCORE.lt(60));
    let _ = failed.update_all(Course::patch()).at_most(100);
}
