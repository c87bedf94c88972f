//! A filter for records without a value is asked for with `None`.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::SCORE.eq(None::<f64>));
}
