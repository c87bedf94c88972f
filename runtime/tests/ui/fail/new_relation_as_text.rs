//! A relation of the newer kind is read as a text.

use weda::prelude::*;

#[weda_model("enrolment")]
struct Enrolment {
    course: String,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Enrolment::query(&client).filter(Enrolment::STATE.eq("open"));
}
