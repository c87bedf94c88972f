//! Questions about compare-and-set.

use serde_json::{Value, json};
use weda::error::OperationKind;
use weda::prelude::*;
use weda::row::Changed;
use weda::{Date, ErrorKind};
use weda_emulator::{Definitions, Effect, Emulator, Fault, Profile};

use crate::fixture::connect;
use crate::kinds::specimen::models::{Shelf, Specimen};

fn served(profile: Profile) -> (Emulator, Client) {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/emulator/kinds/specimen/database-schemas");
    let definitions = Definitions::read(folder).unwrap();
    let emulator = Emulator::builder().definitions(definitions).profile(profile).start().unwrap();
    let client = connect(emulator.address());
    (emulator, client)
}

fn specimen() -> Value {
    json!({
        "_id": "s1", "name": "一", "inner": { "city": "x" }, "integer": 9_007_199_254_740_993_i64, "number": 0.1,
        "boolean": false, "date": 1_725_120_000_000_i64, "choice": "红", "relation": "s0"
    })
}

async fn read(client: &Client) -> Specimen {
    Specimen::require(client, &Id::<Specimen>::new("s1")).await.unwrap()
}

#[tokio::test]
async fn a_change_hits_only_while_its_fields_have_their_old_values() {
    for profile in [Profile::documented(), Profile::strict(), Profile::lenient()] {
        let (emulator, client) = served(profile);
        let related = || json!({ "_id": "s2", "name": "", "inner": { "city": "" } });
        emulator.load("specimen", [specimen(), related()]).unwrap();
        let old = read(&client).await;
        let change = || {
            Specimen::change(&client, &old.id)
                .from(&old)
                .set(Specimen::INTEGER, 1)
                .set(Specimen::NUMBER, 0.2)
                .set(Specimen::BOOLEAN, true)
                .set(Specimen::DATE, Date::from_millis(0))
                .set(Specimen::RELATION, Id::<Specimen>::new("s2"))
                .set(Specimen::TEXT, "was null")
                .clear(Specimen::CHOICE)
        };
        // A field that the change does not name.
        Specimen::update(&client, &old.id, Specimen::patch().set(Specimen::NAME, "二")).await.unwrap();
        assert_eq!(change().await.unwrap(), Changed::Hit);
        let new = read(&client).await;
        assert_eq!((new.integer, new.number, new.boolean), (Some(1), Some(0.2), Some(true)));
        assert_eq!((new.text.as_deref(), new.choice.is_none(), &*new.name), (Some("was null"), true, "二"));
        assert_eq!(change().await.unwrap(), Changed::Missed);

        // Each field alone.
        for patch in [
            Specimen::patch().set(Specimen::INTEGER, 9_007_199_254_740_992_i64),
            Specimen::patch().set(Specimen::BOOLEAN, None::<bool>),
            Specimen::patch().set(Specimen::TEXT, ""),
            Specimen::patch().clear(Specimen::RELATION),
        ] {
            emulator.reset().unwrap();
            emulator.load("specimen", [specimen(), related()]).unwrap();
            Specimen::update(&client, &old.id, patch).await.unwrap();
            assert_eq!(change().await.unwrap(), Changed::Missed);
            assert_eq!(read(&client).await.number, Some(0.1));
        }
        emulator.reset().unwrap();
        emulator.load("specimen", [related()]).unwrap();
        assert_eq!(change().await.unwrap(), Changed::Missed, "there is no record");
    }
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused_before_anything_is_sent() {
    let (emulator, client) = served(Profile::documented());
    let old = Specimen { id: Id::new("s1"), ..blank() };
    let error = Specimen::change(&client, &old.id).from(&old).await.unwrap_err();
    assert!(
        error.kind() == ErrorKind::InvalidValue && error.to_string().starts_with("a change without fields"),
        "{error}"
    );
    let relation = Specimen { new_relation: Some(Id::new("r")), ..blank() };
    let change = Specimen::change(&client, &old.id).from(&relation).set(Specimen::NEW_RELATION, Id::<Shelf>::new("q"));
    assert_eq!(change.await.unwrap_err().kind(), ErrorKind::NotEnabled, "such relations need a switch");
    let infinite = Specimen { number: Some(f64::INFINITY), ..blank() };
    let change = Specimen::change(&client, &old.id).from(&infinite).set(Specimen::NUMBER, 1);
    assert!(change.await.unwrap_err().to_string().contains("the old value of field `number` cannot be compared"));
    let error =
        Specimen::change(&client, &Id::<Specimen>::new("")).from(&old).set(Specimen::TEXT, "x").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidValue);
    assert!(emulator.call_counts().is_empty());
}

fn blank() -> Specimen {
    serde_json::from_value(json!({ "_id": "s1", "name": "", "inner": { "city": "" } })).unwrap()
}

#[tokio::test]
async fn a_lost_answer_of_a_change_is_in_doubt_and_not_repeated() {
    for (effect, hit) in [(Effect::DropAfter, true), (Effect::Drop, false)] {
        let (emulator, client) = served(Profile::documented());
        emulator.load("specimen", [specimen()]).unwrap();
        let old = read(&client).await;
        emulator.inject_fault(Fault::new(effect).path("/update").times(1)).unwrap();
        let error = Specimen::change(&client, &old.id).from(&old).set(Specimen::INTEGER, 1).await.unwrap_err();
        let doubt = error.in_doubt().unwrap();
        assert_eq!((doubt.operation(), doubt.id()), (OperationKind::Update, Some("s1")));
        assert_eq!(read(&client).await.integer == Some(1), hit);
    }
}
