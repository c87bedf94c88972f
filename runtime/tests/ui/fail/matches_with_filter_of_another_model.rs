//! A filter through a relation is about a model that the relation does not lead to.

use school::models::{Student, Team};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::CLASS.matches(Team::LEAD.eq(Id::<Student>::new("1"))));
}
