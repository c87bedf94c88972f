//! A type spelled `f64` is an alias of another type.

use weda::prelude::*;

#[allow(non_camel_case_types)]
type f64 = i64;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
    name: String,
    score: Option<f64>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::NAME.eq("李四")).order_by(Student::SCORE.asc());
}
