//! Upserts, writes by filter, compare-and-set and increments.

use school::models::{Course, Student};
use weda::prelude::*;
use weda::row::{Changed, Upserted};

#[weda_model("course")]
struct Hours {
    id: Id<Hours>,
    学时: Option<i64>,
}

async fn run(client: Client, course: Course) -> weda::Result<()> {
    let new = Course::new().set(Course::上课地点, "301").set(Course::学时, 36);
    match Course::upsert(&client, Hours::上课地点, new.clone(), Hours::patch().set(Course::学时, 36)).await? {
        Upserted::Created(id) => drop::<Id<Course>>(id),
        Upserted::Updated => {}
    }
    let _ = Hours::upsert(&client, Course::上课地点, new, Course::patch().clear(Course::上课地点)).await?;
    let low = Some(Student::SCORE.lt(60));
    let updated: u64 = Student::update_where(&client, low, Student::patch().set(Student::ACTIVE, false)).at_most(9).await?;
    let deleted: u64 = Hours::delete_where(&client, Course::学时.eq(updated)).at_most(9).await?;
    let change = Hours::change(&client, &course.id).from(&course).set(Course::学时, deleted).clear(Hours::上课地点);
    if change.await? == Changed::Hit {
        let hours: i64 = Hours::increment(&client, &course.id, Course::学时, -1_i8).attempts(5).await?;
        let _ = hours;
    }
    let score: f64 = Student::increment(&client, &Id::<Student>::new("1"), Student::SCORE, 0.5).await?;
    let _ = Student::increment(&client, &Id::<Student>::new("1"), Student::SCORE, score).await?;
    Ok(())
}

fn main() {
    let _ = run;
}
