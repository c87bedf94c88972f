//! The key of a field depends on two conditions, and serde's attributes on the first.

use weda::prelude::*;

#[weda_model("student")]
#[cfg_attr(all(), derive(Debug, serde::Serialize))]
struct Student {
    id: Id<Student>,
    name: String,
    #[cfg_attr(all(), serde(rename = "lastSeen"), cfg_attr(unix, doc = "The last time.", weda(rename = "lastSeen")))]
    seen: Option<weda::DateTime>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::NAME.asc());
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::NAME, "王五"));
}
