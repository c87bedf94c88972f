//! The code of the chapter "Writing".

use weda::Patch;
use weda::prelude::*;
use weda_emulator::Emulator;
use weda_examples::models::{Class, NewClass, NewStudent, Student, StudentAddress, StudentGrade};

async fn admit(client: &Client, class: &Id<Class>) -> weda::Result<Student> {
    let new = NewStudent { name: "李四".into(), course: "体育".into() }
        .set(Student::SCORE, 89)
        .set(Student::GRADE, StudentGrade::三年级)
        .set(Student::TAGS, ["篮球", "班长"])
        .set(Student::ADDRESS, StudentAddress { city: "杭州".into(), ..Default::default() })
        .set(Student::CLASS, class);
    Student::create(client, new).await
}

async fn correct(client: &Client, id: &Id<Student>) -> weda::Result<()> {
    let patch = Student::patch().set(Student::SCORE, 95).clear(Student::NOTE);
    Student::update(client, id, patch).await
}

async fn rename(
    client: &Client,
    id: &Id<Student>,
    name: Option<String>,
    note: Option<String>,
) -> weda::Result<Student> {
    let mut patch = Student::patch().set_some(Student::NAME, name); // `None` leaves the name as it is
    if patch.is_empty() {
        patch.put(Student::NOTE, note); // `None` empties the note
    }
    Student::update_get(client, id, patch).await
}

async fn accept(client: &Client, id: &Id<Student>, body: &str) -> Result<Student, Box<dyn std::error::Error>> {
    let patch: Patch<Student> = serde_json::from_str(body)?; // {"score":95,"note":null}
    Ok(Student::update_get(client, id, patch).await?)
}

async fn graduate(client: &Client) -> weda::Result<()> {
    let best = Student::query(client).filter(Student::SCORE.ge(90));
    let outcomes = best.update_all(Student::patch().set(Student::BOARDING, false)).at_most(500).await?;
    for (position, error) in outcomes.failures() {
        println!("学生 {position}: {error}");
    }
    Ok(())
}

async fn found_class(client: &Client, name: &str) -> weda::Result<()> {
    match Class::create(client, NewClass { name: name.into() }).await {
        Ok(class) => println!("{} 已建立", class.name),
        Err(error) if error.kind() == ErrorKind::Conflict => println!("{name} 已存在"),
        Err(error) if error.in_doubt().is_some() => println!("{name} 可能已建立: {error}"),
        Err(error) => return Err(error),
    }
    Ok(())
}

#[tokio::test]
async fn the_code_runs() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
    let client = Client::for_emulator(emulator.address());
    found_class(&client, "三年二班").await?;
    found_class(&client, "三年二班").await?;
    let classes = Class::query(&client).await?;
    assert_eq!(classes.len(), 1);

    let li = admit(&client, &classes[0].id).await?;
    assert_eq!((li.grade, li.tags), (Some(StudentGrade::三年级), Some(vec!["篮球".to_owned(), "班长".to_owned()])));
    correct(&client, &li.id).await?;
    assert_eq!(Student::require(&client, &li.id).await?.score, Some(95.0));
    assert_eq!(rename(&client, &li.id, Some("李雷".into()), None).await?.name, "李雷");
    assert_eq!(rename(&client, &li.id, None, Some("转学".into())).await?.note.as_deref(), Some("转学"));
    let accepted = accept(&client, &li.id, r#"{"score":91,"note":null}"#).await?;
    assert_eq!((accepted.score, accepted.note), (Some(91.0), None));
    let wrong = accept(&client, &li.id, r#"{"score":"很好"}"#).await.unwrap_err();
    assert!(wrong.to_string().contains("score"), "{wrong}");
    graduate(&client).await?;
    assert_eq!(Student::require(&client, &li.id).await?.boarding, Some(false));
    Student::delete(&client, &li.id).await?;
    assert!(Student::get(&client, &li.id).await?.is_none());
    Ok(())
}
