//! Attributes of the user's stay where they are.

use weda::prelude::*;

/// A student.
#[doc = "Of this school."]
#[weda_model("student",)]
#[cfg_attr(all(), derive(Debug))]
#[derive(Clone, Default)]
#[must_use]
#[non_exhaustive]
#[doc(alias = "学生")]
struct Student {
    /// The name.
    #[doc = concat!("Full", " name.")]
    name: String,
    #[deprecated]
    note: Option<String>,
    #[cfg_attr(any(), serde(skip))]
    r#course: Option<String>,
}

#[cfg(any())]
#[weda_model("there is no such model")]
struct Nothing {
    name: i64,
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::SCORE.gt(60));
    let _ = NewStudent { name: "李四".into(), course: "体育".into() };
}
