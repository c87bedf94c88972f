//! Views and generated code mean the same options: those of a field of its own, and those that several models share.

use school::models::{Course as GeneratedCourse, EnrolmentState, Level, Student as GeneratedStudent, StudentGrade};
use weda::prelude::*;

#[weda_model("student")]
struct Student {
    grade: Option<StudentGrade>,
    level: Option<Level>,
}

#[weda_model("course")]
struct Course {
    level: Option<Level>,
}

#[weda_model("enrolment")]
struct Enrolment {
    state: Option<EnrolmentState>,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let filter = Student::GRADE.eq(StudentGrade::First) & Student::LEVEL.one_of(Level::options());
    let _ = Student::query(&client).filter(filter & GeneratedStudent::LEVEL.ne("basic"));
    let _ = Student::patch().set(Student::GRADE, StudentGrade::Second).set(Student::LEVEL, Some(Level::Basic));
    let _ = Course::query(&client).filter(Course::LEVEL.eq(Level::Advanced) | GeneratedCourse::LEVEL.eq(Level::Basic));

    let (student, course) = (Id::new("1"), Id::new("2"));
    let new = NewEnrolment { student, course, state: EnrolmentState::Open.key().into() };
    let _ = Enrolment::create(&client, new.set(Enrolment::STATE, EnrolmentState::Closed));
    let _ = NewStudent { name: "a".into(), course: "b".into() }.set(Student::LEVEL, Level::Basic);
    let _: [&str; 2] = [Level::Advanced.label(), StudentGrade::First.label()];
}
