//! Calls to a service whose answers go wrong: none ends in a success that is not its own, none is called failed that was
//! applied, and no create is sent twice.
//!
//! `WEDA_CALLS=100000 cargo test --release -p weda --test faulty` makes more calls than CI does.

mod server;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use server::{ALL, Manner, Server, Wrong};
use tokio::task::JoinSet;
use weda::{Client, Error, Outcome};

/// Calls of all combinations together.
const CALLS: usize = 24_000;

fn client(server: &Server) -> Client {
    let builder =
        weda::ClientBuilder::from_variables(|name| (name == "WEDA_EMULATOR_HOST").then(|| server.address.clone()));
    builder.unwrap().timeout(Duration::from_secs(5)).attempt_timeout(Duration::from_millis(40)).build().unwrap()
}

/// A worker's calls, one after the other, on records of its own. Tells what is wrong, and what is to be in the store.
///
/// Where the service does not repeat ids, nothing tells a good 204 or a count from another call's, so these are left out.
async fn work(client: Client, worker: usize, calls: usize, echoes: bool) -> Vec<String> {
    let items = client.dynamic("item");
    let mut wrong = Vec::new();
    // What is known of the worker's records: id and name, and names of which nobody knows whether they are stored.
    let mut known: Vec<(String, String)> = Vec::new();
    for call in 0..calls {
        let name = format!("w{worker}-{call}");
        let at = (!known.is_empty()).then(|| fastrand::usize(..known.len()));
        match (fastrand::u8(..8), at) {
            (0 | 1, Some(at)) => {
                let (id, expected) = &known[at];
                match items.get(id).await {
                    Ok(Some(found)) if found.id() == id && found.get::<String>("name").unwrap() == *expected => {}
                    Ok(other) => wrong.push(format!("get {id} gave {:?}", other.map(|it| it.json().to_owned()))),
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
                Ok(record) => wrong.push(format!("create of {name} gave {}", record.json())),
                Err(error) if error.in_doubt().is_none() => wrong.push(absent(&name, &error)),
                Err(_) => {}
            },
        }
    }
    wrong.extend(known.into_iter().map(|(id, name)| format!("known\t{id}\t{name}")));
    wrong
}

/// A name that is not to be stored.
fn absent(name: &str, error: &Error) -> String {
    format!("absent\t{name}\t{error}")
}

async fn run(echoes: bool, in_flight: usize, wrongs: &[Wrong], calls: usize) -> Vec<String> {
    let server = Server::start(Manner { echoes, wrongs: wrongs.to_vec(), share: 0.03 }).await;
    let client = client(&server);
    let mut workers = JoinSet::new();
    for worker in 0..in_flight {
        workers.spawn(work(client.clone(), worker, calls / in_flight, echoes));
    }
    let told = workers.join_all().await;
    let store = Arc::clone(&server.store);
    let store = store.lock().unwrap();
    let mut names: HashMap<&str, usize> = HashMap::new();
    store.records.values().for_each(|name| *names.entry(name).or_default() += 1);
    let mut wrong: Vec<String> = Vec::new();
    for line in told.into_iter().flatten() {
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
async fn no_call_ends_in_another_calls_success() {
    let mut wrong = Vec::new();
    for echoes in [true, false] {
        for in_flight in [1, 2, 10] {
            let told = run(echoes, in_flight, &ALL, calls() / 6).await;
            wrong.extend(told.into_iter().map(|line| format!("echo {echoes}, {in_flight} in flight: {line}")));
        }
    }
    assert!(wrong.is_empty(), "{} wrong, the first of them:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}

/// Each fault alone, often.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_fault_alone() {
    for wrong in ALL {
        for echoes in [true, false] {
            let told = run(echoes, 2, &[wrong], 600).await;
            assert!(told.is_empty(), "{wrong:?}, echo {echoes}: {}", told[..told.len().min(6)].join("\n"));
        }
    }
}
