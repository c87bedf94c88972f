//! Types are judged by what they are, not by how they are spelled.

use weda::prelude::*;

type Score = f64;
type Maybe<T> = Option<T>;
type Tags = Option<Vec<String>>;
type StudentId = Id<Student>;
use std::string::String as Words;

#[weda_model("student")]
struct Student {
    id: StudentId,
    name: Words,
    score: Maybe<Score>,
    tags: Tags,
    note: std::option::Option<std::string::String>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let score: Score = 60.0;
    let _ = Student::query(&client).filter(Student::SCORE.gt(score));
}
