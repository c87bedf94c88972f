//! Calls to a service with wrong answers: no call succeeds with the answer to another, no applied write is reported as failed,
//! and no create is applied twice.
//!
//! `WEDA_CALLS=100000 cargo test --release -p weda --test faulty` makes more calls than CI does.

mod server;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use server::{ALL, Behavior, REFUSALS, Server, Wrong};
use tokio::task::JoinSet;
use weda::{Client, Error, Outcome};

/// Total number of calls of all combinations.
const CALLS: usize = 24_000;

fn client(server: &Server, attempt: Duration) -> Client {
    let builder =
        weda::ClientBuilder::from_variables(|name| (name == "WEDA_EMULATOR_HOST").then(|| server.address.clone()));
    builder.unwrap().timeout(attempt * 125).attempt_timeout(attempt).build().unwrap()
}

/// A worker's sequential calls on its own records. Returns what is wrong, and what must be in the store.
///
/// If the service does not echo ids, a 204 or a count cannot be distinguished from another call's, so these are left out.
async fn work(client: Client, worker: usize, calls: usize, echoes: bool) -> Vec<String> {
    let items = client.model("item");
    let mut wrong = Vec::new();
    // Ids and names of the worker's records.
    let mut known: Vec<(String, String)> = Vec::new();
    for call in 0..calls {
        let name = format!("w{worker}-{call}");
        let at = (!known.is_empty()).then(|| fastrand::usize(..known.len()));
        match (fastrand::u8(..8), at) {
            (0 | 1, Some(at)) => {
                let (id, expected) = &known[at];
                match items.get(id).await {
                    Ok(Some(found)) if found.id() == id && found.get::<String>("name").unwrap() == *expected => {}
                    Ok(other) => wrong.push(format!("get {id} gave {:?}", other.map(|it| it.as_json().to_owned()))),
                    Err(_) => {}
                }
            }
            (2, Some(at)) if echoes => {
                let (_, expected) = &known[at];
                let found = items.query().filter(weda::dynamic::field("name").eq(expected.as_str())).count().await;
                if found.as_ref().is_ok_and(|found| *found != 1) {
                    wrong.push(format!("count of {expected} is {found:?}"));
                }
            }
            (3, Some(at)) if echoes => {
                let (id, expected) = &mut known[at];
                match items.update(&*id, &json!({ "name": name })).await {
                    Ok(()) => *expected = name,
                    Err(error) if error.in_doubt().is_some() => drop(known.swap_remove(at)),
                    Err(_) => {}
                }
            }
            (4, Some(_)) => {
                let ids: Vec<&String> = known.iter().rev().take(5).map(|(id, _)| id).collect();
                match items.get_many(ids.clone()).await {
                    Ok(found) if ids.iter().all(|id| found.contains_key(*id)) && found.len() == ids.len() => {}
                    Ok(found) => wrong.push(format!("get_many {ids:?} gave {:?}", found.keys())),
                    Err(_) => {}
                }
            }
            (5, _) => {
                let names: Vec<String> = (0..3).map(|row| format!("{name}-{row}")).collect();
                let rows = names.iter().map(|name| json!({ "name": name }));
                let outcomes = items.create_many(rows).await.unwrap();
                for (name, outcome) in names.into_iter().zip(outcomes) {
                    match outcome {
                        Outcome::Succeeded(id) => known.push((id, name)),
                        Outcome::Failed(error) | Outcome::NotSent(error) => wrong.push(absent(&name, &error)),
                        _ => {}
                    }
                }
            }
            _ => match items.create(&json!({ "name": name })).await {
                Ok(record) if record.get::<String>("name").unwrap() == name => {
                    known.push((record.id().to_owned(), name))
                }
                Ok(record) => wrong.push(format!("create of {name} gave {}", record.as_json())),
                Err(error) if error.in_doubt().is_none() => wrong.push(absent(&name, &error)),
                Err(_) => {}
            },
        }
    }
    wrong.extend(known.into_iter().map(|(id, name)| format!("known\t{id}\t{name}")));
    wrong
}

/// A name that must not be stored.
fn absent(name: &str, error: &Error) -> String {
    format!("absent\t{name}\t{error}")
}

async fn run(echoes: bool, in_flight: usize, wrongs: &[Wrong], calls: usize) -> Vec<String> {
    let server = Server::start(Behavior { echoes, wrongs: wrongs.to_vec(), share: 0.03 }).await;
    let client = client(&server, Duration::from_millis(40));
    let mut workers = JoinSet::new();
    for worker in 0..in_flight {
        workers.spawn(work(client.clone(), worker, calls / in_flight, echoes));
    }
    let reports = workers.join_all().await;
    let store = Arc::clone(&server.store);
    let store = store.lock().unwrap();
    let mut names: HashMap<&str, usize> = HashMap::new();
    store.records.values().for_each(|name| *names.entry(name).or_default() += 1);
    let mut wrong: Vec<String> = Vec::new();
    for line in reports.into_iter().flatten() {
        match line.split('\t').collect::<Vec<_>>().as_slice() {
            ["known", id, name] if store.records.get(*id).is_some_and(|stored| stored == name) => {}
            ["absent", name, _] if !names.contains_key(name) => {}
            _ => wrong.push(line),
        }
    }
    wrong.extend(names.iter().filter(|(_, count)| **count > 1).map(|(name, _)| format!("{name} is stored twice")));
    wrong
}

fn calls() -> usize {
    std::env::var("WEDA_CALLS").ok().and_then(|calls| calls.parse().ok()).unwrap_or(CALLS)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_call_succeeds_with_the_answer_to_another() {
    let mut wrong = Vec::new();
    for echoes in [true, false] {
        for in_flight in [1, 2, 10] {
            let reports = run(echoes, in_flight, &ALL, calls() / 6).await;
            wrong.extend(reports.into_iter().map(|line| format!("echo {echoes}, {in_flight} in flight: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong, the first of them:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}

/// No answer in this test is longer.
const LONGEST: usize = 400;

/// Makes a call of a kind whose answer is cut. Returns whether it succeeded as expected.
async fn one(client: &Client, kind: usize, name: &str) -> Result<bool, Error> {
    let items = client.model("item");
    let of_name = || items.query().filter(weda::dynamic::field("name").eq("old"));
    Ok(match kind {
        0 => items.get("r1").await?.is_some_and(|record| record.id() == "r1"),
        1 => of_name().count().await? == 1,
        2 => of_name().await?.len() == 1,
        3 => items.get_many(["r1"]).await?.len() == 1,
        4 => items.create(&json!({ "name": name })).await?.get::<String>("name").is_ok_and(|found| found == name),
        5 => items.update("r2", &json!({ "name": name })).await.map(|()| true)?,
        6 => items.delete("r3").await.map(|()| true)?,
        _ => matches!(
            items.create_many([json!({ "name": name })]).await?.into_iter().next(),
            Some(Outcome::Succeeded(_))
        ),
    })
}

const KINDS: usize = 8;

/// A connection ends at each byte of the answer to each kind of call: a read is retried and correct, a write is in doubt or
/// applied, and nothing is stored twice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_may_end_at_every_byte() {
    let mut all = JoinSet::new();
    // Few calls per client, so that the retry budget lasts.
    for (kind, echoes, part) in (0..KINDS).flat_map(|kind| {
        [true, false].into_iter().flat_map(move |echoes| (0..LONGEST / 50).map(move |part| (kind, echoes, part)))
    }) {
        all.spawn(async move {
            let server = Server::start(Behavior { echoes, wrongs: Vec::new(), share: 0.0 }).await;
            // Long, since many run concurrently and no answer is withheld.
            let client = client(&server, Duration::from_secs(2));
            let items = client.model("item");
            for name in ["old", "r2", "r3"] {
                items.create(&json!({ "name": name })).await.unwrap();
            }
            for cut in part * 50..(part + 1) * 50 {
                server.store.lock().unwrap().cut_next = Some(cut);
                let name = format!("new-{cut}");
                let result = one(&client, kind, &name).await;
                let store = server.store.lock().unwrap();
                let stored = store.records.values().filter(|stored| **stored == name).count();
                let is_write = kind >= 4;
                match result {
                    Ok(true) if kind == 4 || kind == 7 => assert_eq!(stored, 1, "{kind} {cut}"),
                    Ok(true) => {}
                    // A batch in doubt is an outcome, not an error.
                    Ok(false) if kind == 7 => assert!(stored <= 1, "{kind} {cut}"),
                    Ok(false) => panic!("kind {kind}, cut at {cut}: a success that is not its own"),
                    Err(error) if is_write => {
                        assert!(error.in_doubt().is_some() || stored == 0, "kind {kind}, cut at {cut}: {error}");
                    }
                    Err(error) => panic!("kind {kind}, cut at {cut}: {error}"),
                }
            }
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
}

/// Each fault alone, many times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_alone() {
    for (wrong, calls) in ALL.map(|wrong| (wrong, 600)).into_iter().chain(REFUSALS.map(|wrong| (wrong, 120))) {
        for echoes in [true, false] {
            let reports = run(echoes, 2, &[wrong], calls).await;
            assert!(reports.is_empty(), "{wrong:?}, echo {echoes}: {}", reports[..reports.len().min(6)].join("\n"));
        }
    }
}
