//! The emulator accepts exactly the records that the judge accepts, tested with random definitions and records.
//!
//! `WEDA_SEED` sets the seed.

// Only the foreign judge needs the JSON Schema and records without null.
#[allow(dead_code)]
#[path = "../../definition/tests/foreign/definitions.rs"]
mod definitions;
#[path = "../../definition/tests/foreign/dice.rs"]
mod dice;
#[allow(dead_code)]
#[path = "wire/http.rs"]
mod http;
#[allow(dead_code)]
#[path = "../../definition/tests/foreign/records.rs"]
mod records;

use serde_json::{Value, json};
use weda_definition::{Judge, Level};
use weda_emulator::{Definition, Emulator, Profile};

use definitions::Model;
use dice::Dice;

/// Basic `emulator-id:emulator-key`.
const BASIC: &str = "Basic ZW11bGF0b3ItaWQ6ZW11bGF0b3Ita2V5";
const MODELS: usize = 120;
const RECORDS: usize = 12;

#[test]
fn the_emulator_and_the_judge_agree() {
    let seed: u64 = std::env::var("WEDA_SEED").map_or(20_261_129, |seed| seed.parse().expect("WEDA_SEED is a number"));
    println!("WEDA_SEED={seed}");
    let mut dice = Dice::new(seed);
    let (mut accepted, mut refused) = (0, 0);
    for level in [Level::Enforced, Level::Creating] {
        let models: Vec<Model> = (0..MODELS).map(|_| Model::random(&mut dice)).collect();
        let definitions: Vec<Definition> =
            models.iter().zip(0..).map(|(model, number)| parsed(model, number)).collect();
        let mut profile = Profile::documented();
        profile.writes.x_required = level == Level::Creating;
        let mut builder = Emulator::builder().profile(profile);
        for definition in &definitions {
            builder = builder.definitions(definition.clone());
        }
        let emulator = builder.start().unwrap();
        let token = token(&emulator);
        for (model, definition) in models.iter().zip(&definitions) {
            let judge = Judge::new(definition);
            for _ in 0..RECORDS {
                let record = records::random(&mut dice, model);
                let record = records::as_sent(&mut dice, model, &record);
                let target = format!("/weda/odata/v1/pre/{}", definition.identifier);
                let headers = [("Authorization", token.as_str()), ("Content-Type", "application/json")];
                let answer = http::send(emulator.address(), "POST", &target, &headers, &record.to_string());
                let judged = judge.check(&record, level);
                let is_stored = answer.status == 201;
                *if is_stored { &mut accepted } else { &mut refused } += 1;
                let details =
                    || format!("WEDA_SEED={seed} {level:?}\n{record}\n{}\n{judged:?}\n{answer:?}", definition.text);
                assert_eq!(is_stored, judged.is_ok(), "{}", details());
                if let Err(violations) = &judged {
                    let reason = violations.first().reason().to_string();
                    assert!(answer.invalid().ends_with(&reason), "{}", details());
                }
            }
        }
    }
    let fewest = 2 * MODELS * RECORDS / 5;
    assert!(accepted > fewest && refused > fewest, "{accepted} accepted, {refused} refused: too few of one kind");
}

fn parsed(model: &Model, number: usize) -> Definition {
    let identifier = format!("random{number}");
    Definition::parse(&identifier, &format!("{identifier}.json"), &model.definition().to_string()).unwrap()
}

fn token(emulator: &Emulator) -> String {
    let body = json!({ "grant_type": "client_credentials" }).to_string();
    let headers = [("Authorization", BASIC), ("Content-Type", "application/json")];
    let answer = http::send(emulator.address(), "POST", "/auth/v1/token/clientCredential", &headers, &body);
    let Value::String(token) = &answer.json()["access_token"] else { panic!("{answer:?}") };
    format!("Bearer {token}")
}
