//! Views, models and fields whose names are keywords, or are written as if they were.
//!
//! `struct r#type` ended in a panic of the attribute: its create shape was to be called `Newr#type`.

#![allow(non_camel_case_types)]

use weda::prelude::*;

#[weda_model("student")]
#[derive(Debug)]
struct r#type {
    r#id: Id<r#type>,
    r#name: r#String,
    r#type: r#Option<f64>,
    class: Option<Id<r#match>>,
}

#[weda_model("course")]
struct r#match;

#[weda_model("words")]
#[derive(Debug)]
struct r#fn {
    r#fn: String,
    #[weda(rename = "match")]
    r#move: bool,
}

/// Raw identifiers of names that are not keywords: here the one that the attribute's code has for the runtime.
#[weda_model("enrolment")]
struct r#w {
    student: r#Id<r#type>,
    course: weda::r#Id<r#match>,
}

/// And here that of a relation's target.
#[weda_model("student")]
struct r#Course {
    class: Option<Id<r#match>>,
}

mod r#mod {
    use weda::prelude::*;

    #[weda_model("course")]
    pub(in crate::r#mod) struct r#enum {
        pub(super) title: Option<String>,
    }

    pub fn title() -> Option<String> {
        None::<r#enum>.and_then(|of| of.title)
    }
}

macro_rules! view {
    ($name:ident) => {
        #[weda_model("student")]
        #[derive(Debug)]
        struct $name {
            id: Id<$name>,
        }
    };
}
view!(r#struct);

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let new = Newtype { name: "李四".into(), course: "体育".into() };
    let _ = r#type::create(&client, new.set(r#type::TYPE, 1.5));
    let _ = r#type::query(&client).filter(r#type::CLASS.eq(Id::<r#match>::new("1")) & Course::ACTIVE.eq(true));
    let _ = r#fn::create(&client, Newfn { r#fn: "main".into(), r#match: true });
    let new = |student: r#type, of: w| Neww { student: student.id, course: of.course, state: "open".into() };
    let _ = (new, r#mod::title, |of: w| of.student, |course: Course| course.class);
    let _ = Newstruct { name: "王五".into(), course: "体育".into() };
    println!("{:?} {:?} {:?}", None::<r#type>, None::<r#fn>, None::<r#struct>);
}
