//! The user's own names are those that the attribute's code might use.

use weda::prelude::*;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
type Reader = std::io::Empty;

struct Text;
struct StudentGrade;
trait Model {}
trait Row {}
mod w {
    pub struct Field;
}
impl Model for Text {}
impl Row for StudentGrade {}

/// The view has the name of a relation's target.
#[weda_model("student")]
#[derive(Debug)]
struct Course {
    id: Id<Course>,
    name: String,
    grade: Option<String>,
}

fn main() -> Result<()> {
    let client = Client::for_emulator("127.0.0.1:4010");
    let _ = Course::query(&client).filter(Course::NAME.eq("李四") & Course::CLASS.eq(Id::<ClassCourse>::new("1")));
    let _: (&dyn Model, &dyn Row) = (&Text, &StudentGrade);
    let _ = (w::Field, Reader::default());
    Ok(())
}

#[weda_model("course")]
struct ClassCourse;

mod own {
    use weda::prelude::*;

    /// The view has the name of an option set's enumeration.
    #[weda_model("student")]
    pub struct StudentGrade {
        pub grade: Option<String>,
    }

    pub fn first() -> weda::Filter<StudentGrade> {
        StudentGrade::GRADE.eq("first") & StudentGrade::ID.ne(Id::<StudentGrade>::new("1"))
    }
}

#[allow(dead_code)]
fn filter() -> weda::Filter<own::StudentGrade> {
    own::first()
}

/// A `trait Clone` beside a view broke the build with errors inside of `#[weda_model]`.
/// What implements the create shape stands in the user's module and named `Clone` from there.
/// It names everything by its whole path now.
#[allow(dead_code)]
mod traits {
    use weda::prelude::*;

    pub trait Clone {}
    pub trait Debug {}
    pub trait Default {}
    pub trait From {}
    pub trait Into {}
    pub trait IntoCreate {}
    pub trait ToOwned {}

    #[weda_model("student")]
    pub struct Pupil {
        pub name: String,
    }

    pub fn twice(new: &NewPupil) -> [NewPupil; 2] {
        [new.clone(), std::clone::Clone::clone(new)]
    }
}

#[allow(dead_code)]
fn twice(new: &traits::NewPupil) -> String {
    format!("{:?}", traits::twice(new))
}
