//! A relation of the newer kind is compared with the id of another model.

use school::models::{Enrolment, Student};
use weda::prelude::*;

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Enrolment::query(&client).filter(Enrolment::COURSE.eq(Id::<Student>::new("9G5C0WQN26")));
}
