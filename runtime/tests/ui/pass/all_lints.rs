//! Views in a crate that documents everything and denies what is allowed by default.

#![deny(missing_docs, missing_debug_implementations, missing_copy_implementations, unreachable_pub, unnameable_types)]
#![deny(unused_qualifications, rust_2018_idioms, elided_lifetimes_in_paths, unused_results, unused_lifetimes)]
#![deny(single_use_lifetimes, explicit_outlives_requirements, redundant_imports, redundant_lifetimes, unit_bindings)]
#![deny(trivial_casts, trivial_numeric_casts, unused_import_braces, let_underscore_drop, meta_variable_misuse)]
#![deny(keyword_idents, unused_macro_rules, variant_size_differences, absolute_paths_not_starting_with_crate)]
#![deny(rust_2021_compatibility, rust_2024_compatibility, future_incompatible, non_ascii_idents)]
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
        /// Whose record it is: a model without a definition here.
        pub owner: Option<Id<Owner>>,
    }

    /// A user.
    #[weda_model("sys_user")]
    #[derive(Debug, Clone, Copy)]
    pub struct Owner;

    /// An enrolment.
    #[weda_model("enrolment")]
    #[derive(Debug)]
    pub struct Enrolment {
        /// The student.
        pub student: Id<Student>,
        /// The state.
        pub state: Option<String>,
    }
}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    drop(Student::query(&client).filter(Student::GRADE.eq("first")));
    drop(Enrolment::query(&client));
}
