//! Views in a crate that documents everything and denies what is allowed by default.

#![deny(missing_docs, missing_debug_implementations, unreachable_pub, single_use_lifetimes)]
#![deny(unused_qualifications, rust_2018_idioms, elided_lifetimes_in_paths, unused_results)]
#![forbid(unsafe_code)]

pub use rows::*;
use weda::prelude::*;

/// The rows of this program.
mod rows {
    use weda::prelude::*;

    /// A student.
    #[weda_model("student")]
    #[derive(Debug, Clone)]
    pub struct Student {
        /// The id.
        pub id: Id<Student>,
        /// The name.
        pub name: String,
        /// The choice of a year.
        pub grade: Option<String>,
    }

    /// An enrolment.
    #[weda_model("enrolment")]
    #[derive(Debug)]
    pub struct Enrolment {
        /// The state.
        pub state: Option<String>,
    }
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Student::query(&client).filter(Student::GRADE.eq("first"));
    let _ = Enrolment::query(&client);
}
