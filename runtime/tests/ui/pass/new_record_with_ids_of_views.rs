//! The create shape of a view takes the ids that the view's own fields hold, of whatever row.
//!
//! It took those of a type inside the expansion: `NewTeam { lead: student.id, .. }` was E0308.

use school::models;
use weda::prelude::*;

#[weda_model("student")]
struct Student {
    id: Id<Student>,
}

/// Another view of the same model.
#[weda_model("student")]
struct Pupil {
    id: Id<Pupil>,
}

#[weda_model("course")]
struct Course;

#[weda_model("team")]
struct Team {
    id: Id<Self>,
    lead: Id<Student>,
    members: Vec<weda::Id<Pupil>>,
    course: Option<Id<models::Course>>,
    parent: Id<Self>,
    deputy: Option<Id<Student>>,
}

fn found(team: &Team, lead: &Student, members: &[Pupil], course: &models::Course) -> weda::Create<Team> {
    let members = members.iter().map(|pupil| pupil.id.clone()).collect();
    let new = NewTeam { lead: lead.id.clone(), members, course: course.id.clone(), parent: team.id.clone() };
    let again = NewTeam { lead: team.lead.clone(), members: team.members.clone(), ..new.clone() };
    again.set(Team::DEPUTY, team.deputy.clone()).set(Team::LEAD, &members_first(&new))
}

fn members_first(new: &NewTeam) -> Id<Pupil> {
    new.members[0].clone()
}

/// The attribute cannot resolve an alias, and a view need not load the relation: there ids are converted.
mod converted {
    use super::Course;
    use weda::prelude::*;

    type CourseId = Id<Course>;
    type MaybeStudent = Option<Id<super::Student>>;

    #[weda_model("enrolment")]
    pub struct Enrolment {
        pub student: MaybeStudent,
        pub course: CourseId,
    }

    #[weda_model("enrolment")]
    pub struct Bare {
        pub state: Option<String>,
    }

    pub fn again(of: Enrolment, student: &super::Student) -> (NewEnrolment, NewBare) {
        let (course, state) = (of.course.clone().cast(), "open".to_owned());
        let new = NewEnrolment { student: student.id.clone().cast(), course, state: state.clone() };
        (new, NewBare { student: student.id.clone().cast(), course: of.course.cast(), state })
    }
}

/// A type that only this module can name, in a private field of a view that everybody can.
pub mod outside {
    use weda::prelude::*;

    #[weda_model("student")]
    struct Hidden;

    #[deprecated]
    #[weda_model("course")]
    pub struct Old;

    #[weda_model("enrolment")]
    pub struct Entry {
        student: Id<Hidden>,
        #[allow(deprecated)]
        pub course: Id<Old>,
    }

    impl Entry {
        pub fn again(self) -> NewEntry {
            NewEntry { student: self.student, course: self.course, state: "open".into() }
        }
    }
}

/// The types that a user's macro makes fields of.
macro_rules! lesson {
    ($name:ident, $student:ty, $course:ident) => {
        #[weda_model("enrolment")]
        struct $name {
            student: $student,
            course: Id<$course>,
        }
    };
}
lesson!(Lesson, Id<Student>, Course);

fn lesson(of: Lesson, student: Student) -> NewLesson {
    NewLesson { student: student.id, course: of.course, state: "open".into() }
}

fn in_function(student: &Student) {
    #[weda_model("course")]
    struct Local {
        id: Id<Local>,
    }
    #[weda_model("enrolment")]
    struct Place {
        student: Id<Student>,
        course: Id<Local>,
    }
    let new = |local: Local| NewPlace { student: student.id.clone(), course: local.id, state: "open".into() };
    let _ = (new, |place: Place| (place.student, place.course));
}

fn main() {
    let _ = (found, converted::again, outside::Entry::again, lesson, in_function, |lesson: Lesson| lesson.student);
}
