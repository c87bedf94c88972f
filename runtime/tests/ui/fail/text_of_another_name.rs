//! A type spelled `String` is the user's own.

use weda::prelude::*;

#[derive(Debug, Clone)]
struct String;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: String,
    note: Option<std::string::String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::SCORE.asc());
    let _ = (String, Student::patch().set(Student::NAME, "王五"));
}
