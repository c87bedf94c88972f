//! The code of the chapter "Reading".

use weda::prelude::*;
use weda::query::Page;
use weda::{Cursor, Filter};
use weda_emulator::Emulator;
use weda_examples::models::{NewStudent, Student, StudentGrade};

async fn good(client: &Client) -> weda::Result<Vec<Student>> {
    Student::query(client)
        .filter(Student::SCORE.ge(60) & Student::NAME.contains("李"))
        .order_by(Student::SCORE.desc())
        .await
}

fn wanted(part: Option<&str>, least: Option<f64>, grades: &[StudentGrade]) -> Filter<Student> {
    let mut filter = Filter::any(grades.iter().map(|grade| Student::GRADE.eq(grade))) & !Student::BOARDING.eq(false);
    filter &= part.map(|part| Student::NAME.contains(part));
    filter &= least.map(|least| Student::SCORE.ge(least));
    filter
}

async fn one(client: &Client, id: &Id<Student>) -> weda::Result<()> {
    match Student::get(client, id).await? {
        Some(student) => println!("{}", student.name),
        None => println!("没有这个学生"),
    }
    let student = Student::require(client, id).await?; // an error of kind `NotFound` if there is none
    let best = Student::query(client).order_by(Student::SCORE.desc()).first().await?;
    let boarders = Student::query(client).filter(Student::BOARDING.eq(true));
    println!("{} {best:?} {} {}", student.name, boarders.clone().count().await?, boarders.exists().await?);
    Ok(())
}

async fn sorted(client: &Client, key: &str) -> weda::Result<Vec<Student>> {
    match Student::sort_by(key, true) {
        Some(order) => Student::query(client).order_by(order).await,
        None => Student::query(client).order_by(Student::SCORE.order(true)).await,
    }
}

async fn names(client: &Client) -> weda::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut students = Student::query(client).prefetch(4).stream();
    while let Some(student) = students.next().await {
        names.push(student?.name);
    }
    Ok(names)
}

async fn screen(client: &Client, number: u64) -> weda::Result<(Vec<Student>, u64)> {
    let query = Student::query(client).order_by(Student::NAME.asc()).skip(20 * number).top(20);
    let (page, total) = query.page_with_total().await?;
    Ok((page.rows, total))
}

async fn next(client: &Client, after: Option<Cursor>) -> weda::Result<Page<Student>> {
    let query = Student::query(client).order_by(Student::NAME.asc());
    match after {
        Some(cursor) => query.resume_from(cursor).page().await,
        None => query.page().await,
    }
}

async fn readable(client: &Client) -> weda::Result<Vec<Student>> {
    let students = Student::query(client).allow_invalid().await?;
    for invalid in &students.invalid {
        eprintln!("{invalid}");
    }
    Ok(students.rows)
}

fn show(client: &Client) -> weda::Result<()> {
    let query = Student::query(client).filter(Student::GRADE.eq(StudentGrade::三年级));
    if let Some(request) = query.preview()? {
        println!("{request}");
    }
    Ok(())
}

async fn any_model(client: &Client, model: &str) -> weda::Result<()> {
    for record in client.model(model).query().top(20).await? {
        println!("{record:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_code_runs() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
    let client = Client::for_emulator(emulator.address());
    let new = |name: String, score: f64| {
        let new = NewStudent { name, course: "数学".into() }.set(Student::SCORE, score);
        new.set(Student::GRADE, StudentGrade::三年级).set(Student::BOARDING, true)
    };
    let rows = (0..250).map(|number| new(format!("李{number:03}"), f64::from(number) * 0.4));
    let ids = Student::create_many(&client, rows).await?.into_ids()?;

    let found = good(&client).await?;
    assert_eq!((found.len(), found[0].score), (100, Some(249.0 * 0.4)));
    let filter = || wanted(Some("李00"), Some(2.0), &[StudentGrade::三年级, StudentGrade::一年级]);
    assert_eq!(Student::query(&client).filter(filter()).count().await?, 5);
    assert_eq!(Student::query(&client).filter(wanted(None, None, &[StudentGrade::一年级])).count().await?, 0);
    one(&client, &ids[0]).await?;
    assert_eq!(one(&client, &Id::new("9G5C0WQN26")).await.unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(sorted(&client, "name").await?[0].name, "李249");
    assert_eq!(sorted(&client, "nme").await?[0].name, "李249");
    assert_eq!(names(&client).await?.len(), 250);
    let (rows, total) = screen(&client, 12).await?;
    assert_eq!((rows.len(), total), (10, 250));
    let first = next(&client, None).await?;
    let second = next(&client, first.next).await?;
    assert_eq!((first.rows.len(), second.rows.len(), second.rows[0].name.as_str()), (200, 50, "李200"));
    assert!(second.next.is_none());
    assert_eq!(readable(&client).await?.len(), 250);
    show(&client)?;
    any_model(&client, "student").await?;
    Ok(())
}
