//! A query that begins with the options of a field.

use school::models::StudentGrade;
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = StudentGrade::query(&client);
}
