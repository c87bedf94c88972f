//! The main features on one page, offline.
//!
//! `weda generate` generated `src/models/student.rs` from `database-schemas/student.json`. The program starts an
//! embedded emulator on a free port and prints each step with its requests.

use weda::prelude::*;
use weda::{Date, Error, Filter};
use weda_emulator::Emulator;
use weda_examples::models::{Class, NewClass, NewStudent, Student, StudentAddress, StudentGrade};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
    let client = Client::for_emulator(emulator.address());
    println!(
        "An offline WeDa listens on {}; the client works on its environment type `{}`.\n",
        emulator.url(),
        client.env_type()
    );

    let class = create(&client).await?;
    read(&client, &class).await?;
    change(&client).await?;
    refuse(&client).await?;

    println!("\nAll of that took {} token. Change src/bin/quickstart.rs and run it again.", emulator.tokens_issued());
    Ok(())
}

/// Required fields are in a struct literal, so that a missing one does not compile; the others are set with `.set(..)`.
async fn create(client: &Client) -> Result<Class, Error> {
    println!("1. Create");
    let class = Class::create(client, NewClass { name: "三年二班".into() }.set(Class::ROOM, "204")).await?;
    println!("   class {} has the id {}", class.name, class.id);

    let new = NewStudent { name: "李四".into(), course: "体育".into() }
        .set(Student::SCORE, 89.0)
        .set(Student::CREDITS, 4)
        .set(Student::GRADE, StudentGrade::三年级)
        .set(Student::ADMITTED_AT, Date::from(jiff::civil::date(2024, 9, 1)))
        .set(Student::TAGS, vec!["篮球", "班长"])
        .set(Student::ADDRESS, StudentAddress { city: "杭州".into(), ..Default::default() })
        .set(Student::CLASS, &class.id);
    let call = Student::create(client, new);
    if let Some(request) = call.preview()? {
        println!("   {}", request.to_string().replace('\n', "\n   "));
    }
    let li = call.await?;
    println!("   -> id {}, created at {:?}", li.id, li.created_at);
    println!("      {:?} {:?} {:?} {:?}", li.grade, li.tags, li.address, li.class);

    for (name, course, score, home) in
        [("王五", "数学", 59.5, "西安"), ("李雷", "数学", 97.0, "杭州"), ("O'Brien", "英语", 77.0, "Dublin")]
    {
        let new = NewStudent { name: name.into(), course: course.into() };
        Student::create(client, new.set(Student::SCORE, score).set(Student::籍贯, home)).await?;
    }
    Ok(class)
}

/// Filters are built from the model's fields. A wrong field, operator or type does not compile.
async fn read(client: &Client, class: &Class) -> Result<(), Error> {
    println!("\n2. Read");
    let good = Student::query(client)
        .filter(Student::SCORE.ge(60) & Student::NAME.contains("李"))
        .order_by(Student::SCORE.desc());
    if let Some(request) = good.preview()? {
        println!("   {request}");
    }
    for student in good.await? {
        println!("   -> {} {:?}", student.name, student.score);
    }

    let in_class = Student::query(client).filter(Student::CLASS.eq(&class.id)).first().await?;
    println!("   in {}: {:?}", class.name, in_class.map(|student| student.name));

    let autumn = Date::from(jiff::civil::date(2024, 9, 1));
    let admitted =
        Student::query(client).filter(Student::ADMITTED_AT.eq(autumn) & Student::GRADE.eq(StudentGrade::三年级));
    println!("   admitted on 1 September 2024: {}", admitted.count().await?);

    let from = |home: Option<&str>| Filter::when(home.is_some(), || Student::籍贯.eq(home.unwrap_or_default()));
    println!("   from 杭州: {:?}", names(Student::query(client).filter(from(Some("杭州"))).await?));
    println!("   from anywhere: {:?}", names(Student::query(client).filter(from(None)).await?));
    let courses = Student::COURSE.one_of(["数学", "英语"]) & !Student::NAME.eq("王五");
    println!("   two courses, without one student: {:?}", names(Student::query(client).filter(courses).await?));
    println!("   the second page of two: {:?}", names(Student::query(client).skip(2).top(2).await?));
    Ok(())
}

/// A patch changes only the fields that it sets or clears.
async fn change(client: &Client) -> Result<(), Error> {
    println!("\n3. Change and delete");
    let Some(wang) = Student::query(client).filter(Student::NAME.eq("王五")).first().await? else { return Ok(()) };
    let patch = Student::patch().set(Student::SCORE, 95).set(Student::NOTE, "补考").clear(Student::籍贯);
    let call = Student::update(client, &wang.id, patch);
    if let Some(request) = call.preview()? {
        println!("   {}", request.to_string().replace('\n', "\n   "));
    }
    call.await?;
    let wang = Student::get(client, &wang.id).await?;
    println!("   -> {:?}", wang.as_ref().map(|wang| (&wang.name, wang.score, &wang.note, &wang.籍贯)));

    if let Some(wang) = wang {
        Student::delete(client, &wang.id).await?;
        println!("   deleted; reading it again gives {:?}", Student::get(client, &wang.id).await?.map(|row| row.name));
    }
    println!("   {} students are left", Student::query(client).count().await?);
    Ok(())
}

/// Errors of the service have a kind, its code and the request id.
async fn refuse(client: &Client) -> Result<(), Error> {
    println!("\n4. Errors");
    let again = Class::create(client, NewClass { name: "三年二班".into() }).await;
    if let Err(error) = again {
        println!("   a second class of the same name: {error}");
        println!("   its kind is {:?}, its code {:?}", error.kind(), error.code());
    }
    Ok(())
}

fn names(students: Vec<Student>) -> Vec<String> {
    students.into_iter().map(|student| student.name).collect()
}
