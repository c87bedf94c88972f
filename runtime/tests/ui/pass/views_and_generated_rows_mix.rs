//! Two views and the generated row of one model share ids, filters, orders and patches.

use school::models::{NewStudent, Student};
use weda::prelude::*;

#[weda_model("student")]
struct Name {
    id: Id<Name>,
    name: String,
}

#[weda_model("student")]
struct Score {
    id: Id<Score>,
    score: Option<f64>,
}

#[weda_model("student")]
struct AnyStudent;

fn mix(client: &Client, name: &Name, score: &Score, student: &Student) {
    let filter = Name::NAME.eq("李四") & Score::SCORE.gt(60) | Student::ACTIVE.eq(true);
    let _ = Score::query(client).filter(filter.clone()).order_by(Name::NAME.asc());
    let _ = Student::query(client).filter(filter).order_by(Score::SCORE.desc());
    let _ = Name::update(client, &score.id, Student::patch().set(Score::SCORE, 95).clear(Name::NOTE));
    let _ = Student::update(client, &name.id, Name::patch().set(Student::GRADE, "first"));
    let _ = Name::get(client, &student.id);
    let _ = Score::delete(client, &name.id);
    let _ = Name::create(client, NewStudent { name: "李四".into(), course: "体育".into() }.set(Score::SCORE, 89));
    let _ = Student::create(client, NewName { name: "李四".into(), course: "体育".into() }.set(Student::SCORE, 89));
    let _ = name.id == score.id && score.id == student.id && student.id == Id::<AnyStudent>::new("1");
    let _: Id<AnyStudent> = student.id.clone().cast();
}

fn main() {
    let _ = mix;
}
