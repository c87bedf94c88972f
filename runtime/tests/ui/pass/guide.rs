//! The code of the guide's chapter "Models and views", and what else views can do.

use serde::Serialize;
use weda::Filter;
use weda::prelude::*;

#[weda_model("student")] // database-schemas/student.json
#[derive(Debug, Clone, Serialize)]
struct Pupil {
    id: Id<Pupil>,
    name: String,
    score: Option<f64>,
    class: Option<Id<Class>>,
}

#[weda_model("course")]
struct Class;

async fn best(client: &Client) -> weda::Result<Vec<Pupil>> {
    let active = Pupil::ACTIVE.eq(true); // not loaded, and a constant all the same
    Pupil::query(client).filter(Pupil::SCORE.ge(90) & active).order_by(Pupil::SCORE.desc()).await
}

async fn admit(client: &Client) -> weda::Result<()> {
    let new = NewPupil { name: "李四".into(), course: "体育".into() };
    let li = Pupil::create(client, new.set(Pupil::SCORE, 89)).await?;
    Pupil::update(client, &li.id, Pupil::patch().set(Pupil::SCORE, 95).clear(Pupil::NOTE)).await?;
    if let Some(pupil) = Pupil::get(client, &li.id).await? {
        println!("{pupil:?}");
    }
    Pupil::delete(client, &li.id).await
}

#[weda_model("student")]
struct Visit {
    #[weda(rename = "lastSeen")]
    seen: Option<weda::DateTime>,
    r#type: Option<f64>,
}

fn wanted(part: Option<&str>, least: Option<f64>, grades: &[&str]) -> Filter<Pupil> {
    let mut filter = Filter::any(grades.iter().map(|grade| Pupil::GRADE.eq(grade))) & !Pupil::ACTIVE.eq(false);
    filter &= part.map(|part| Pupil::NAME.contains(part));
    filter &= least.map(|least| Pupil::SCORE.ge(least));
    filter
}

async fn rename(client: &Client, id: &Id<Pupil>, name: Option<String>, note: Option<String>) -> weda::Result<Pupil> {
    let mut patch = Pupil::patch().set_some(Pupil::NAME, name); // `None` leaves the name as it is
    if patch.is_empty() {
        patch.put(Pupil::NOTE, note); // `None` empties the note
    }
    Pupil::update_get(client, id, patch).await
}

async fn graduate(client: &Client) -> weda::Result<()> {
    let best = Pupil::query(client).filter(Pupil::SCORE.ge(90));
    let outcomes = best.update_all(Pupil::patch().set(Pupil::ACTIVE, false)).at_most(500).await?;
    for (position, error) in outcomes.failures() {
        println!("pupil {position} of the query: {error}");
    }
    Ok(())
}

async fn sorted(client: &Client, key: &str) -> weda::Result<Vec<Pupil>> {
    match Pupil::sort_by(key, true) {
        Some(order) => Pupil::query(client).order_by(order).await,
        None => Pupil::query(client).order_by(Pupil::SCORE.order(true)).await,
    }
}

fn main() {
    let _ = (best, admit, wanted, rename, graduate, sorted);
    let seen = |visit: Visit| (visit.seen, visit.r#type);
    let _ = seen;
}
