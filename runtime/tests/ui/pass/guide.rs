//! The code of the guide's chapter "Your own view of a model".

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

fn wanted(part: Option<&str>, grades: &[&str]) -> Filter<Pupil> {
    let named = Filter::when(part.is_some(), || Pupil::NAME.contains(part.unwrap_or_default()));
    let graded = Filter::any(grades.iter().map(|grade| Pupil::GRADE.eq(*grade)));
    named & (graded | Pupil::SCORE.gt(60)) & !Pupil::ACTIVE.eq(false)
}

fn main() {
    let _ = (best, admit, wanted);
    let seen = |visit: Visit| (visit.seen, visit.r#type);
    let _ = seen;
}
