//! A view holds a subset of the fields; the constants are those of the whole model.

use weda::prelude::*;

#[weda_model("student")]
#[derive(Debug, Clone)]
struct Student {
    id: Id<Student>,
    name: String,
    score: Option<f64>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let filter = Student::ID.ne(Id::<Student>::new("1")) & Student::LAST_SEEN.gt(weda::DateTime::from_millis(0));
    let _ = Student::query(&client).filter(filter).order_by(Student::CREATED_AT.desc());
    let show = |student: Student| format!("{:?} {} {:?}", student.id, student.name, student.score);
    let _ = show;
}
