//! Ids, fields, filters, orders, patches and new records of a view and of the generated struct are interchangeable.

use weda::prelude::*;
use weda::{Filter, Patch};
use weda_emulator::Emulator;
use weda_examples::models::{Class, NewClass, NewStudent, Student, StudentAddress, StudentGrade};

/// Some fields of `student`, with a nested object and an option type of the generated code.
#[weda_model("student")]
#[derive(Debug)]
struct Pupil {
    id: Id<Pupil>,
    name: String,
    score: Option<f64>,
    #[weda(rename = "籍贯")]
    home: Option<String>,
    grade: Option<StudentGrade>,
    address: Option<StudentAddress>,
    class: Option<Id<Class>>,
}

fn emulated() -> Result<(Emulator, Client), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
    let client = Client::for_emulator(emulator.address());
    Ok((emulator, client))
}

#[tokio::test]
async fn a_view_and_the_generated_struct_are_interchangeable() -> Result<(), Box<dyn std::error::Error>> {
    let (_emulator, client) = emulated()?;
    let class = Class::create(&client, NewClass { name: "三年二班".into() }).await?;

    // Created from the generated struct and read as the view, and vice versa.
    let li: Pupil = Pupil::create(
        &client,
        NewStudent { name: "李四".into(), course: "体育".into() }
            .set(Pupil::SCORE, 89)
            .set(Student::GRADE, StudentGrade::三年级)
            .set(Pupil::籍贯, "杭州")
            .set(Student::ADDRESS, StudentAddress { city: "杭州".into(), street: None })
            .set(Pupil::CLASS, &class.id),
    )
    .await?;
    let wang: Student =
        Student::create(&client, NewPupil { name: "王五".into(), course: "数学".into() }.set(Student::SCORE, 60))
            .await?;
    assert_eq!((li.name.as_str(), li.score, li.home.as_deref()), ("李四", Some(89.0), Some("杭州")));
    assert_eq!((li.grade, li.class), (Some(StudentGrade::三年级), Some(class.id)));
    assert_eq!(li.address.map(|address| address.city), Some("杭州".to_owned()));

    // Ids.
    let same: Option<Student> = Student::get(&client, &li.id).await?;
    let same = same.ok_or("the record is there")?;
    assert!(same.id == li.id && li.id != wang.id);
    let by_other: Option<Pupil> = Pupil::get(&client, &wang.id).await?;
    assert_eq!(by_other.map(|row| row.name), Some("王五".to_owned()));

    // Filters and orders.
    let filter: Filter<Student> = Student::SCORE.ge(60) & Pupil::NAME.ne("无名");
    let names = |rows: Vec<Pupil>| rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
    assert_eq!(names(Pupil::query(&client).filter(filter).order_by(Student::SCORE.asc()).await?), ["王五", "李四"]);

    // Patches.
    let patch: Patch<Pupil> = Pupil::patch().set(Student::SCORE, 99.5).clear(Pupil::籍贯);
    Student::update(&client, &li.id, patch).await?;
    let li = Pupil::get(&client, &li.id).await?.ok_or("the record is there")?;
    assert_eq!((li.score, li.home), (Some(99.5), None));
    Pupil::delete(&client, &wang.id).await?;
    assert_eq!(Student::query(&client).count().await?, 1);
    Ok(())
}

#[test]
fn the_constants_of_a_view_are_those_of_the_generated_struct() {
    let names = [
        (Pupil::ID.name(), Student::ID.name()),
        (Pupil::NAME.name(), Student::NAME.name()),
        (Pupil::ADMITTED_AT.name(), Student::ADMITTED_AT.name()),
        (Pupil::籍贯.name(), Student::籍贯.name()),
        (Pupil::TAGS.name(), Student::TAGS.name()),
        (Pupil::CREATED_AT.name(), Student::CREATED_AT.name()),
    ];
    for (view, generated) in names {
        assert_eq!(view, generated);
    }
}

/// The emulator takes rows as they are: new ones, and whole ones that were read.
#[tokio::test]
async fn rows_of_rust_seed_an_emulator() -> Result<(), Box<dyn std::error::Error>> {
    let (emulator, client) = emulated()?;
    emulator.seed("class", [NewClass { name: "三年二班".into() }])?;
    let new = |name: &str| NewStudent { name: name.into(), course: "体育".into() };
    let ids = emulator.seed("pre/student", [new("李四"), new("王五")])?;
    let read = Student::query(&client).order_by(Student::NAME.asc()).await?;
    assert_eq!(read.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), [ids[0].as_str(), ids[1].as_str()]);

    let (other, client) = emulated()?;
    other.seed("student", &read)?;
    assert_eq!(other.records("student")?, emulator.records("student")?);
    let start = other.snapshot()?;
    Student::delete(&client, &read[0].id).await?;
    assert_eq!(Student::query(&client).count().await?, 1);
    other.restore(&start)?;
    assert_eq!(Student::query(&client).count().await?, 2);
    Ok(())
}
