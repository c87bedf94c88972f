//! Code that works on rows of any model, by their ids.

use std::sync::Arc;

use school::models::{Course, Student};
use weda::prelude::*;
use weda::model::Updatable;
use weda::write::IntoPatch;
use weda::Identified;

#[weda_model("student")]
struct Named {
    id: Id<Named>,
    name: String,
}

#[weda_model("student")]
struct Own {
    #[weda(rename = "_id")]
    key: weda::Id<Self>,
}

mod elsewhere {
    use weda::prelude::*;

    #[weda_model("course")]
    pub struct Course {
        pub id: weda::Id<self::Course>,
    }
}

struct Repo<R>(Client, std::marker::PhantomData<R>);

impl<R: Identified + Updatable + 'static> Repo<R> {
    async fn save(&self, row: &R, patch: impl IntoPatch<R>) -> weda::Result<R> {
        R::update_get(&self.0, row.id(), patch).await
    }

    async fn again(&self, row: R) -> weda::Result<R> {
        R::require(&self.0, row.id()).await
    }
}

async fn ids(client: &Client, shared: Arc<Id<Named>>, boxed: Box<Id<Student>>) -> weda::Result<()> {
    Student::get(client, &shared).await?;
    Named::get(client, &boxed).await?;
    for id in [&boxed].iter().map(|id| &***id) {
        Student::delete(client, &id).await?;
    }
    Student::update(client, &boxed, Named::patch()).await
}

fn main() {
    let repo = |client| Repo::<Named>(client, std::marker::PhantomData);
    let _ = async |client: Client, row: Named| repo(client).save(&row, Student::patch().set(Named::NAME, "李四")).await;
    let _ = async |client: Client, row: Named| repo(client).again(row).await.map(|row| row.name);
    let _ = |row: &Student, course: &Course| (row.id().clone(), course.id().clone());
    let _ = |own: &Own, course: &elsewhere::Course| (own.id() == &own.key, course.id() == &course.id);
    let _ = ids;
}
