//! A field is read by its name, a raw identifier, and by its key.

use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: String,
    r#type: Option<f64>,
    #[weda(rename = "type")]
    kind: Option<f64>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::NAME.asc());
    let _ = Student::update(&client, &Id::<Student>::new("9G5C0WQN26"), Student::patch().set(Student::NAME, "王五"));
}
