//! Generic functions over rows, and tasks that hold queries.

use weda::prelude::*;

#[weda_model("student")]
#[derive(Debug)]
struct Name {
    id: Id<Name>,
    name: String,
}

async fn all<R: weda::Row + std::fmt::Debug>(client: &Client) -> weda::Result<Vec<R>> {
    R::query(client).await
}

fn spawn<T: std::future::Future + Send + 'static>(_: T) {}

fn main() {
    let client = Client::for_emulator("127.0.0.1:4010");
    let again = client.clone();
    spawn(async move { all::<Name>(&again).await });
    spawn(async move {
        let patch = Name::patch().set(Name::NAME, "李四");
        for name in Name::query(&client).filter(Name::SCORE.gt(60)).await? {
            Name::update(&client, &name.id, patch.clone()).await?;
        }
        Ok::<(), weda::Error>(())
    });
}
