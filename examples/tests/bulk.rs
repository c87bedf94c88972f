//! The code of the guide's chapter on bulk writes, compiled and run.

use std::fs;
use std::io::BufRead;
use std::path::Path;

use weda::bulk::Unconfirmed;
use weda::prelude::*;
use weda::{DateTime, ErrorKind, Outcome};
use weda_emulator::{Effect, Emulator, Fault};

#[weda_model("student")]
#[derive(Debug)]
struct Pupil {
    id: Id<Pupil>,
    name: String,
    score: Option<f64>,
    class: Option<Id<Class>>,
}

#[weda_model("class")]
#[derive(Debug)]
struct Class {
    name: String,
}

async fn import(client: &Client, rows: Vec<(String, f64)>) -> weda::Result<Vec<Id<Pupil>>> {
    let new = |(name, score): (String, f64)| NewPupil { name, course: "体育".into() }.set(Pupil::SCORE, score);
    Pupil::create_many(client, rows.into_iter().map(new)).await?.into_ids()
}

async fn admit_all(client: &Client, names: &[String]) -> weda::Result<()> {
    let rows = names.iter().map(|name| NewPupil { name: name.clone(), course: "体育".into() });
    let outcomes = Pupil::create_many(client, rows).await?;
    for (name, outcome) in names.iter().zip(&outcomes) {
        match outcome {
            Outcome::Succeeded(id) => println!("{name} is stored as {id}"),
            Outcome::Failed(error) => println!("{name} is not stored: {error}"),
            Outcome::Unknown(unsettled) => println!("{name} may be stored: {}", unsettled.error()),
            Outcome::NotSent(error) => println!("{name}: {error}"),
            _ => {}
        }
    }
    Ok(())
}

async fn import_by_name(client: &Client, names: Vec<String>) -> weda::Result<Vec<Id<Pupil>>> {
    let rows = names.into_iter().map(|name| NewPupil { name, course: "体育".into() });
    Pupil::create_many(client, rows).unique_by(Pupil::NAME).await?.into_ids()
}

async fn look(client: &Client, unsettled: &Unconfirmed<Id<Pupil>>) -> weda::Result<Vec<Pupil>> {
    let Some(write) = unsettled.error().in_doubt() else { return Ok(Vec::new()) };
    let second = DateTime::from_millis(write.sent_at().as_millis() - 1_000); // clocks differ
    Pupil::query(client).filter(Pupil::CREATED_AT.gt(second)).await
}

async fn import_lines(client: &Client, file: impl BufRead + Send) -> u64 {
    let rows = file.lines().map(|line| line.map(|name| NewPupil { name, course: "体育".into() }));
    let bulk = Pupil::create_many(client, rows).on_progress(|tally| eprintln!("{} are stored", tally.succeeded));
    let mut outcomes = bulk.stream();
    while let Some(outcome) = outcomes.next().await {
        if let Some(error) = outcome.error() {
            eprintln!("{error}");
        }
    }
    outcomes.counts().succeeded
}

async fn raise(client: &Client, pupils: &[Pupil]) -> weda::Result<()> {
    let better = |pupil: &Pupil| Pupil::patch().set(Pupil::SCORE, pupil.score.map(|score| score + 1.0));
    Pupil::update_many(client, pupils.iter().map(|pupil| (&pupil.id, better(pupil)))).await?.into_ids()?;
    Pupil::delete_many(client, pupils.iter().filter(|pupil| pupil.score.is_none()).map(|pupil| &pupil.id))
        .await?
        .into_ids()?;
    Ok(())
}

async fn set(client: &Client, id: &Id<Pupil>) -> weda::Result<bool> {
    Pupil::update_checked(client, id, Pupil::patch().set(Pupil::SCORE, 95)).await
}

async fn classes(client: &Client, pupils: &[Pupil]) -> weda::Result<()> {
    let classes = Class::get_many(client, pupils.iter().filter_map(|pupil| pupil.class.as_ref())).await?;
    for pupil in pupils {
        let class = pupil.class.as_ref().and_then(|id| classes.get(id));
        println!("{}: {:?}", pupil.name, class.map(|class| &class.name));
    }
    Ok(())
}

#[test]
fn the_guide_has_the_same_code() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../guide/en/many-rows.md")).unwrap();
    let code = include_str!("bulk.rs");
    let blocks: Vec<&str> = guide.split("```rust\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert_eq!(blocks.len(), 8);
    for block in blocks {
        assert!(code.contains(block), "this block of the guide is not here:\n{block}");
    }
}

#[tokio::test]
async fn the_code_of_the_guide_runs() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().definitions(weda_examples::definitions()).start()?;
    let client = Client::for_emulator(emulator.address());
    let class = weda_examples::models::NewClass { name: "三年二班".into() };
    let class = weda_examples::models::Class::create(&client, class).await?;

    let ids = import(&client, vec![("李四".into(), 89.0), ("王五".into(), 59.5)]).await?;
    admit_all(&client, &["李雷".to_owned()]).await?;
    assert_eq!(import_lines(&client, "韩梅梅\nO'Brien\n".as_bytes()).await, 2);
    assert_eq!(Pupil::query(&client).count().await?, 5);

    assert!(set(&client, &ids[0]).await?);
    Pupil::update(&client, &ids[0], Pupil::patch().set(Pupil::CLASS, &class.id)).await?;
    let pupils = Pupil::query(&client).await?;
    classes(&client, &pupils).await?;
    raise(&client, &pupils).await?;
    let mut scores: Vec<_> = Pupil::query(&client).await?.into_iter().map(|pupil| (pupil.name, pupil.score)).collect();
    scores.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(scores, [("李四".to_owned(), Some(96.0)), ("王五".to_owned(), Some(60.5))]);

    // The answer is lost: with a key the client reconciles, without one the caller does.
    let lose_an_answer = || emulator.inject_fault(Fault::new(Effect::DropAfter).path("/batch/").times(1));
    lose_an_answer()?;
    assert_eq!(import_by_name(&client, vec!["赵六".into(), "孙七".into()]).await?.len(), 2);
    lose_an_answer()?;
    let rows = [NewPupil { name: "周八".into(), course: "体育".into() }];
    let outcomes = Pupil::create_many(&client, rows).await?;
    let Outcome::Unknown(unsettled) = &outcomes[0] else { panic!("{outcomes:?}") };
    assert_eq!(unsettled.error().kind(), ErrorKind::Network);
    let found = look(&client, unsettled).await?;
    assert!(found.iter().any(|pupil| pupil.name == "周八"), "{found:?}");
    Ok(())
}
