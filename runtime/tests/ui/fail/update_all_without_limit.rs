//! All records of a query are changed, however many.

use school::models::Student;
use weda::prelude::*;

async fn run(client: Client) {
    let failed = Student::query(&client).filter(Student::SCORE.lt(60));
    let _ = failed.update_all(Student::patch().set(Student::ACTIVE, false)).await;
}

fn main() {
    let _ = run;
}
