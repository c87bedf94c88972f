//! Constants of the user's have the names of variables, and a text is read as a number.

use weda::prelude::*;

#[allow(non_upper_case_globals, dead_code)]
const record: u8 = 1;
#[allow(non_upper_case_globals, dead_code)]
static place_0: u8 = 1;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: f64,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::NAME.asc());
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::NAME, "王五"));
}
