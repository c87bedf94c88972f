//! Neither the password, nor the key, nor a token is where it does not belong.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use weda::client::{TokenProvider as _, TokenRequest};
use weda_redis::Shared;

use super::support::emulator::{self, call};
use super::support::redis::Redis;
use super::support::{KEY, OTHER_KEY, logs};
use super::{Outcome, Tests, block_on};

pub const TESTS: Tests = &[("secrets::are_nowhere_in_clear", are_nowhere_in_clear)];

const PASSWORD: &str = "correct-horse-battery";

/// All that Redis executes, as one with access to it sees it.
fn monitor(redis: &Redis) -> Arc<Mutex<Vec<u8>>> {
    let seen = Arc::<Mutex<Vec<u8>>>::default();
    let mut stream = TcpStream::connect(redis.address()).unwrap();
    write!(stream, "AUTH {PASSWORD}\r\nMONITOR\r\n").unwrap();
    let all = Arc::clone(&seen);
    std::thread::spawn(move || {
        let mut part = [0; 4_096];
        while let Ok(length @ 1..) = stream.read(&mut part) {
            all.lock().unwrap().extend_from_slice(&part[..length]);
        }
    });
    emulator::wait_until("the monitor begins", || seen.lock().unwrap().len() >= 10);
    seen
}

fn are_nowhere_in_clear() -> Outcome {
    block_on(async {
        let (mut redis, emulator) = (Redis::with_password(PASSWORD), emulator::start());
        let seen = monitor(&redis);
        let shared = redis.shared();
        // The texts of all tokens that a client gets.
        let tokens = Arc::<Mutex<Vec<String>>>::default();
        let provider = |shared: &Shared| {
            let (provider, tokens) = (shared.tokens(), Arc::clone(&tokens));
            move |request: TokenRequest| {
                let (provider, tokens) = (provider.clone(), Arc::clone(&tokens));
                async move {
                    let token = provider.token(request).await?;
                    tokens.lock().unwrap().push(token.expose_secret().to_owned());
                    Ok::<_, Box<dyn std::error::Error + Send + Sync>>(token)
                }
            }
        };
        let builder = emulator::client(&emulator.address().to_string());
        let limiter = shared.limiter("lowcode-emulator").per_second(500.0).job_class("bulk").daily_quota(1_000);
        let mut shown = format!("{:?} {:?} {:?} {:?}", shared, shared.tokens(), limiter, redis.builder());
        let client = builder.clone().token_provider(provider(&shared)).rate_limiter(limiter).build()?;
        call(&client).await?;
        emulator.expire_tokens();
        call(&client).await?;
        // A process with another key, and one without.
        let other = Shared::builder(redis.url()).key(OTHER_KEY).build()?;
        call(&builder.clone().token_provider(provider(&other)).build()?).await?;
        call(&builder.token_provider(provider(&Shared::builder(redis.url()).build()?)).build()?).await?;
        let dump = std::fs::read(redis.dump())?;
        redis.kill();
        tokio::time::sleep(Duration::from_millis(50)).await;
        call(&client).await?;
        shown += &shared.check().await.unwrap_err().to_string();
        shown += &format!("{:?}", Shared::builder(format!("redis://:{PASSWORD}@[")).build());
        shown += &format!("{:?}", Shared::builder(redis.url()).key(&OTHER_KEY[1..]).build());

        let tokens = tokens.lock().unwrap().clone();
        assert!(tokens.len() >= 4 && tokens.iter().all(|token| token.len() > 10), "{}", tokens.len());
        let seen = seen.lock().unwrap().clone();
        let contains = |text: &[u8], part: &str| text.windows(part.len()).any(|at| at == part.as_bytes());
        // The places are the right ones.
        assert!(contains(&seen, "EVALSHA") || contains(&seen, "evalsha"));
        assert!(contains(&dump, "sealed") && logs::about(&redis.address(), "Redis is away").len() == 1);
        let logs = logs::all();
        for secret in tokens.iter().map(String::as_str).chain([PASSWORD, KEY, OTHER_KEY, &OTHER_KEY[1..]]) {
            for (place, text) in [
                ("what Redis executes", &seen[..]),
                ("the file of Redis", &dump),
                ("the log", logs.as_bytes()),
                ("Debug or an error", shown.as_bytes()),
            ] {
                assert!(!contains(text, secret), "{place} has a secret");
            }
        }
        Ok(())
    })
}
