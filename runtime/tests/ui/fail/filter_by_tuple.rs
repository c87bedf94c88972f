//! Two filters stand where one goes.

use school::models::Student;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter((Student::SCORE.gt(60), Student::ACTIVE.eq(true)));
}
