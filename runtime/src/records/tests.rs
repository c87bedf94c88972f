//! Tests of values, records and pages, in every form that the service has been seen to use, and invalid ones.

mod derive;
mod differential;
mod hostile;
mod links;
mod pages;
mod values;

use std::fmt;

use super::{Page, ReadRow};
use crate::OptionSet;
use crate::codec::{AsRecord, Codec, DecodeError, FieldSlot, HasLayout, Reader, RecordFields, RecordLayout, Writer};
use crate::model::{Tag, tag_of};
use crate::protocol::Gateway as _;
use crate::protocol::odata::Odata;
use crate::{Date, DateTime, Id, Json, Model, TimeOfDay};

fn page<R: ReadRow>(body: &[u8]) -> Result<Page<R>, String> {
    super::page(&Odata::default(), body)
}

fn single<R: ReadRow>(body: &[u8]) -> Result<Option<R>, String> {
    Odata::default().record(body)?.map_or(Ok(None), |text| super::single(text, None))
}

/// A record with a field of every type, as `weda generate` would write it.
#[derive(Clone, PartialEq)]
struct Student {
    id: Id<Student>,
    name: String,
    score: Option<f64>,
    credits: Option<i64>,
    active: Option<bool>,
    born: Option<Date>,
    seen: Option<DateTime>,
    wakes: Option<TimeOfDay>,
    tags: Option<Vec<String>>,
    marks: Option<Vec<f64>>,
    home: Option<Home>,
    class: Option<Id<Class>>,
    extra: Option<Json>,
    grade: Option<Grade>,
}

static STUDENT: RecordLayout = RecordLayout {
    model: "student",
    names: &[
        "_id", "name", "score", "credits", "active", "born", "seen", "wakes", "tags", "marks", "home", "class",
        "extra", "grade",
    ],
    required: &[0, 1],
};

impl Student {
    /// A student with only an id and a name.
    fn named(id: &str, name: &str) -> Self {
        Self { id: Id::new(id), name: name.to_owned(), ..RecordFields::vacant() }
    }
}

impl Model for Student {
    type Tag = Tag<{ tag_of("student") }>;
    const IDENTIFIER: &'static str = "student";
}

impl RecordFields for Student {
    fn vacant() -> Self {
        Self {
            id: Codec::vacant(),
            name: Codec::vacant(),
            score: None,
            credits: None,
            active: None,
            born: None,
            seen: None,
            wakes: None,
            tags: None,
            marks: None,
            home: None,
            class: None,
            extra: None,
            grade: None,
        }
    }
    fn table(&self) -> &'static RecordLayout {
        &STUDENT
    }
    fn cell(&self, index: usize) -> &dyn FieldSlot {
        match index {
            0 => &self.id,
            1 => &self.name,
            2 => &self.score,
            3 => &self.credits,
            4 => &self.active,
            5 => &self.born,
            6 => &self.seen,
            7 => &self.wakes,
            8 => &self.tags,
            9 => &self.marks,
            10 => &self.home,
            11 => &self.class,
            12 => &self.extra,
            _ => &self.grade,
        }
    }
    fn cell_mut(&mut self, index: usize) -> &mut dyn FieldSlot {
        match index {
            0 => &mut self.id,
            1 => &mut self.name,
            2 => &mut self.score,
            3 => &mut self.credits,
            4 => &mut self.active,
            5 => &mut self.born,
            6 => &mut self.seen,
            7 => &mut self.wakes,
            8 => &mut self.tags,
            9 => &mut self.marks,
            10 => &mut self.home,
            11 => &mut self.class,
            12 => &mut self.extra,
            _ => &mut self.grade,
        }
    }
}

impl fmt::Debug for Student {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        crate::codec::debug(self, f)
    }
}

/// A nested object.
#[derive(Debug, Clone, PartialEq)]
struct Home {
    city: String,
    floor: Option<i64>,
}

static HOME: RecordLayout = RecordLayout { model: "student.home", names: &["city", "floor"], required: &[0] };

impl HasLayout for Home {
    type By = AsRecord;
}

impl RecordFields for Home {
    fn vacant() -> Self {
        Self { city: Codec::vacant(), floor: None }
    }
    fn table(&self) -> &'static RecordLayout {
        &HOME
    }
    fn cell(&self, index: usize) -> &dyn FieldSlot {
        match index {
            0 => &self.city,
            _ => &self.floor,
        }
    }
    fn cell_mut(&mut self, index: usize) -> &mut dyn FieldSlot {
        match index {
            0 => &mut self.city,
            _ => &mut self.floor,
        }
    }
}

#[derive(Debug)]
enum Class {}

impl Model for Class {
    type Tag = Tag<{ tag_of("class") }>;
    const IDENTIFIER: &'static str = "class";
}

/// An open enumeration.
#[derive(Debug, Clone, PartialEq)]
enum Grade {
    First,
    Other(String),
}

impl OptionSet for Grade {
    type Tag = Tag<{ tag_of("student.grade") }>;
    fn from_key(key: String) -> Self {
        if key == "一年级" { Self::First } else { Self::Other(key) }
    }
    fn key(&self) -> &str {
        match self {
            Self::First => "一年级",
            Self::Other(key) => key,
        }
    }
    fn options() -> Vec<Self> {
        vec![Self::First]
    }
}

impl Codec for Grade {
    fn placeholder() -> Self {
        Self::Other(String::new())
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        *self = Self::from_key(reader.text(first)?);
        Ok(())
    }
    fn write(&self, out: &mut Writer) {
        out.text(self.key());
    }
}

/// Decodes a single value.
fn read<T: FieldSlot>(json: &str) -> Result<T, String> {
    let mut reader = Reader::new(json);
    let mut value = <T as FieldSlot>::vacant();
    reader.fill(&mut value).and_then(|()| reader.end()).map_err(|error| error.to_string())?;
    Ok(value)
}

/// Decodes a page with these records.
fn rows(records: &str) -> Result<Vec<Student>, String> {
    let body = format!(r##"{{"@odata.context":"$metadata#student","@odata.count":1,"value":[{records}]}}"##);
    page(body.as_bytes()).map(|page| page.rows)
}

/// Decodes a page with one student, with these members besides id and name.
fn student(members: &str) -> Result<Student, String> {
    let rows = rows(&format!(r#"{{"_id":"a1","name":"李四",{members}}}"#))?;
    Ok(rows.into_iter().next().expect("a page that is read has its one record"))
}
