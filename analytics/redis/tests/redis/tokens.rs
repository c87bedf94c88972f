//! Clients with one token.

use std::time::Duration;

use weda::Client;
use weda_emulator::{Effect, Emulator, Fault};
use weda_redis::Shared;

use super::support::emulator::{self, call};
use super::support::redis::{ENV, Redis};
use super::support::{KEY, OTHER_KEY, logs};
use super::{Outcome, Tests, block_on};

pub const TESTS: Tests = &[
    ("tokens::a_rejected_token_causes_one_request", a_rejected_token_causes_one_request),
    ("tokens::another_key_means_an_own_token_and_no_war", another_key_means_an_own_token_and_no_war),
    ("tokens::keys_are_replaced_while_the_fleet_runs", keys_are_replaced_while_the_fleet_runs),
    ("tokens::without_a_key_nothing_is_stored", without_a_key_nothing_is_stored),
    ("tokens::environments_and_prefixes_are_apart", environments_and_prefixes_are_apart),
    ("tokens::a_failed_request_is_an_error_and_the_next_succeeds", a_failed_request_is_an_error_and_the_next_succeeds),
    ("tokens::a_token_that_was_tampered_with_is_not_sent", a_token_that_was_tampered_with_is_not_sent),
];

fn client(emulator: &Emulator, shared: &Shared) -> Client {
    let address = emulator.address().to_string();
    emulator::client(&address).token_provider(shared.tokens()).build().unwrap()
}

/// Clients have nothing in common but Redis, as in processes of their own.
fn clients(emulator: &Emulator, redis: &Redis, count: usize) -> Vec<Client> {
    (0..count).map(|_| client(emulator, &redis.shared())).collect()
}

/// All make a call at the same time.
async fn all_call(clients: &[Client]) -> weda::Result<()> {
    let calls: Vec<_> = clients
        .iter()
        .map(|client| {
            let client = client.clone();
            tokio::spawn(async move { call(&client).await })
        })
        .collect();
    for done in calls {
        done.await.unwrap()?;
    }
    Ok(())
}

fn a_rejected_token_causes_one_request() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        let clients = clients(&emulator, &redis, 12);
        let mut last = None;
        for round in 1..=4 {
            all_call(&clients).await?;
            assert_eq!(emulator.tokens_issued(), round, "for twelve clients");
            let generation = redis.generation(ENV);
            assert!(generation > last);
            last = generation;
            emulator.expire_tokens();
        }
        // A late one finds the token of the others, though its own was rejected three times over.
        let late = client(&emulator, &redis.shared());
        all_call(&clients).await?;
        call(&late).await?;
        assert_eq!(emulator.tokens_issued(), 5);
        Ok(())
    })
}

fn another_key_means_an_own_token_and_no_war() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        let ours = client(&emulator, &redis.shared());
        let theirs = client(&emulator, &redis.builder().key(OTHER_KEY).build()?);
        call(&ours).await?;
        let generation = redis.generation(ENV);
        for _ in 0..3 {
            call(&theirs).await?;
            call(&ours).await?;
        }
        assert_eq!(emulator.tokens_issued(), 2, "one each");
        assert_eq!(redis.generation(ENV), generation, "the stored token stays");
        let warnings = logs::about(&redis.address(), "cannot be decrypted");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains("WARN") && warnings[0].contains("WEDA_REDIS_KEY"));
        // Rejections do not set them against each other either.
        for round in 1..=3 {
            emulator.expire_tokens();
            call(&theirs).await?;
            assert_eq!(emulator.tokens_issued(), 2 * round + 1);
            call(&ours).await?;
            call(&theirs).await?;
            assert_eq!(emulator.tokens_issued(), 2 * round + 2, "one each");
        }
        assert_eq!(logs::about(&redis.address(), "cannot be decrypted").len(), 1);
        Ok(())
    })
}

fn keys_are_replaced_while_the_fleet_runs() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        let steps = [KEY.to_owned(), format!("{KEY},{OTHER_KEY}"), format!("{OTHER_KEY},{KEY}"), OTHER_KEY.to_owned()];
        for (number, keys) in steps.windows(2).enumerate() {
            // Those of the step before and of this one run side by side.
            let [before, after] = [0, 1].map(|at| redis.builder().key(&*keys[at]).build().unwrap());
            for (first, second) in [(&before, &after), (&after, &before)] {
                emulator.expire_tokens();
                let issued = emulator.tokens_issued();
                call(&client(&emulator, first)).await?;
                call(&client(&emulator, second)).await?;
                assert_eq!(emulator.tokens_issued(), issued + 1, "step {number}");
            }
        }
        assert!(logs::about(&redis.address(), "cannot be decrypted").is_empty());
        Ok(())
    })
}

fn without_a_key_nothing_is_stored() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        let shared = Shared::builder(redis.url()).build()?;
        let clients: Vec<_> = (0..3).map(|_| client(&emulator, &shared)).collect();
        all_call(&clients).await?;
        all_call(&clients).await?;
        assert_eq!(emulator.tokens_issued(), 3);
        assert_eq!(redis.ask::<u64>("DBSIZE"), 0);
        let warnings = logs::about(&redis.address(), "no key is set");
        assert_eq!(warnings.len(), 3, "one for each provider: {warnings:?}");
        Ok(())
    })
}

fn environments_and_prefixes_are_apart() -> Outcome {
    block_on(async {
        let redis = Redis::start();
        let emulators = [emulator::start(), emulator::start()];
        let reports = redis.builder().prefix("reports").build()?;
        let other = emulator::client(&emulators[0].address().to_string());
        // A client of another environment of the same service has another token.
        let other = other.token_provider(redis.shared().tokens()).build()?;
        call(&client(&emulators[0], &redis.shared())).await?;
        call(&other).await?;
        assert_eq!(emulators[0].tokens_issued(), 1);
        call(&client(&emulators[1], &reports)).await?;
        assert_eq!(emulators[1].tokens_issued(), 1);
        let keys: Vec<String> = redis.ask("KEYS *:token");
        assert_eq!(keys.len(), 2, "{keys:?}");
        assert!(
            keys.contains(&format!("reports:1:{{{ENV}}}:token")) && keys.contains(&format!("weda:1:{{{ENV}}}:token"))
        );
        Ok(())
    })
}

fn a_failed_request_is_an_error_and_the_next_succeeds() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        emulator.inject_fault(Fault::new(Effect::Refuse("INVALID_SECRET".to_owned())).path("token").times(1))?;
        let [first, second] = [(), ()].map(|()| client(&emulator, &redis.shared()));
        assert!(call(&first).await.is_err());
        let begun = std::time::Instant::now();
        call(&second).await?;
        let waited = begun.elapsed();
        assert!((500..3_000).contains(&waited.as_millis()), "a second after the failure, not the lease: {waited:?}");
        call(&first).await?;
        assert_eq!(emulator.tokens_issued(), 1);
        Ok(())
    })
}

/// Someone with access to Redis alone can take the token away, and not put another one in its place.
fn a_token_that_was_tampered_with_is_not_sent() -> Outcome {
    block_on(async {
        let (redis, emulator) = (Redis::start(), emulator::start());
        call(&client(&emulator, &redis.shared())).await?;
        let key = format!("weda:1:{{{ENV}}}:token");
        for change in
            [format!("HSET {key} sealed forged"), format!("HSET {key} generation 99"), format!("HSET {key} ends 9e99")]
        {
            redis.ask::<u8>(&change);
            let client = client(&emulator, &redis.shared());
            tokio::time::timeout(Duration::from_secs(5), call(&client)).await??;
        }
        let accepted = |entry: &weda_emulator::LogEntry| !format!("{entry:?}").contains("INVALID_ACCESS_TOKEN");
        assert!(emulator.log().iter().all(accepted));
        Ok(())
    })
}
