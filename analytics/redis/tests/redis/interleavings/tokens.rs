//! The scripts of the token.

use redis::{Connection, Script, Value};

use super::super::Outcome;
use super::super::support::redis::{Redis, set_clock, with_own_clock};
use super::cases;

/// 2026-11-29 in milliseconds.
const BEGIN: u64 = 1_795_910_400_000;
const LEASE: u64 = 10_000;
/// More than in use, so that it happens more often.
const AHEAD: u64 = 60;

/// The account: what is stored.
#[derive(Debug, Default)]
struct Account {
    token: Option<Token>,
    lease: Option<(String, u64)>,
    last_fence: u64,
}

#[derive(Debug, Clone)]
struct Token {
    generation: u64,
    sealed: String,
    ends: u64,
    life: u64,
}

impl Account {
    fn get(&mut self, now: u64) -> String {
        let left = self.token.as_ref().map_or(0, |token| token.ends.saturating_sub(now));
        let have = self.token.as_ref().map(|token| format!("{} {} {left}", token.generation, token.sealed));
        let is_fresh = self.token.as_ref().is_some_and(|token| left * 100 > token.life * AHEAD);
        let lease_left = self.lease.as_ref().map_or(0, |(_, ends)| ends.saturating_sub(now));
        match (have.filter(|_| left > 0), is_fresh || lease_left > 0) {
            (Some(have), true) => format!("have {have}"),
            (None, true) => format!("wait {lease_left}"),
            (have, false) => {
                let generation = self.token.as_ref().map_or(0, |token| token.generation);
                let fence = (self.last_fence.max(generation) + 1).max(now);
                self.last_fence = fence;
                self.lease = Some((fence.to_string(), now + LEASE));
                match have {
                    Some(have) => format!("renew {have} {fence}"),
                    None => format!("issue {fence}"),
                }
            }
        }
    }

    fn put(&mut self, now: u64, fence: u64, sealed: &str, life: u64) -> u64 {
        let holds = self.lease.as_ref().is_some_and(|(holder, _)| *holder == fence.to_string());
        if !holds || self.token.as_ref().is_some_and(|token| token.generation >= fence) {
            return 0;
        }
        self.token = Some(Token { generation: fence, sealed: sealed.to_owned(), ends: now + life, life });
        self.lease = None;
        1
    }

    fn drop(&mut self, generation: u64) -> u64 {
        u64::from(self.token.take_if(|token| token.generation == generation).is_some())
    }

    fn fail(&mut self, now: u64, fence: u64, hold: u64) -> u64 {
        match &mut self.lease {
            Some(lease) if lease.0 == fence.to_string() => {
                *lease = ("failed".to_owned(), now + hold);
                1
            }
            _ => 0,
        }
    }
}

fn text(value: Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::BulkString(bytes) => String::from_utf8(bytes).unwrap(),
        Value::Array(parts) => parts.into_iter().map(text).collect::<Vec<_>>().join(" "),
        other => panic!("{other:?}"),
    }
}

struct Real {
    connection: Connection,
    scripts: [Script; 4],
}

impl Real {
    fn run(&mut self, now: u64, script: usize, keys: &[&str], args: &[String]) -> String {
        set_clock(&mut self.connection, now * 1_000);
        let mut call = self.scripts[script].prepare_invoke();
        keys.iter().for_each(|key| {
            call.key(*key);
        });
        args.iter().for_each(|arg| {
            call.arg(arg);
        });
        text(call.invoke(&mut self.connection).unwrap())
    }
}

pub fn match_the_account() -> Outcome {
    let redis = Redis::start();
    let mut real = Real {
        connection: redis.connection(),
        scripts: [
            with_own_clock(include_str!("../../../src/scripts/token_get.lua")),
            with_own_clock(include_str!("../../../src/scripts/token_put.lua")),
            with_own_clock(include_str!("../../../src/scripts/token_drop.lua")),
            with_own_clock(include_str!("../../../src/scripts/token_fail.lua")),
        ],
    };
    // What happened, so that no history is too tame.
    let mut counts = std::collections::BTreeMap::<String, u32>::new();
    for seed in cases(150) {
        history(&mut real, seed, &mut counts);
    }
    for event in ["have", "renew", "issue", "wait", "put 1", "put 0", "drop 1", "drop 0", "fail 1", "fail 0", "lost"] {
        assert!(cases(150).count() < 150 || counts.get(event).is_some_and(|count| *count > 50), "{event}: {counts:?}");
    }
    Ok(())
}

fn history(real: &mut Real, seed: u64, counts: &mut std::collections::BTreeMap<String, u32>) {
    let mut random = fastrand::Rng::with_seed(seed);
    redis::cmd("FLUSHALL").query::<()>(&mut real.connection).unwrap();
    let (mut account, mut now) = (Account::default(), BEGIN);
    // Fences of all leases, of whom anyone may come late, and the generations that were seen.
    let (mut fences, mut generations, mut lease_ends) = (Vec::<u64>::new(), vec![1], 0);
    for step in 0..60 {
        let place = format!("seed {seed}, step {step}");
        let fence = *random.choice(&fences).unwrap_or(&7);
        let fence = if random.bool() { *fences.last().unwrap_or(&7) } else { fence };
        let event = match random.u32(..100) {
            0..40 => {
                let answer = real.run(now, 0, &["token", "lease", "fence"], &[LEASE.to_string(), AHEAD.to_string()]);
                assert_eq!(answer, account.get(now), "{place}");
                let parts: Vec<_> = answer.split(' ').collect();
                if let "have" | "renew" = parts[0] {
                    let generation = parts[1].parse().unwrap();
                    assert!(generation >= *generations.last().unwrap(), "{place}: a generation fell");
                    generations.push(generation);
                }
                if let "issue" | "renew" = parts[0] {
                    let fence = parts.last().unwrap().parse().unwrap();
                    assert!(fences.last().is_none_or(|last| fence > *last), "{place}: a fence was given twice");
                    assert!(now >= lease_ends, "{place}: two leases at a time");
                    fences.push(fence);
                    lease_ends = now + LEASE;
                }
                parts[0].to_owned()
            }
            40..60 => {
                let (sealed, life) = (format!("sealed-{step}"), random.u64(1_000..100_000));
                let stored =
                    real.run(now, 1, &["token", "lease"], &[fence.to_string(), sealed.clone(), life.to_string()]);
                assert_eq!(stored, account.put(now, fence, &sealed, life).to_string(), "{place}");
                if stored == "1" {
                    assert_eq!(Some(&fence), fences.last(), "{place}: the token of a late holder was stored");
                    lease_ends = 0;
                }
                format!("put {stored}")
            }
            60..66 => {
                let generation =
                    if random.bool() { *generations.last().unwrap() } else { *random.choice(&generations).unwrap() };
                let dropped = real.run(now, 2, &["token"], &[generation.to_string()]);
                assert_eq!(dropped, account.drop(generation).to_string(), "{place}");
                format!("drop {dropped}")
            }
            66..72 => {
                let hold = random.u64(1..2_000);
                let noted = real.run(now, 3, &["lease"], &[fence.to_string(), hold.to_string()]);
                assert_eq!(noted, account.fail(now, fence, hold).to_string(), "{place}");
                if noted == "1" {
                    lease_ends = 0;
                }
                format!("fail {noted}")
            }
            72..96 => {
                now += random.u64(1..20_000);
                "time".to_owned()
            }
            // All data, or a key that Redis evicts. The clock has gone on since, if only by the time of a restart.
            lost => {
                now += random.u64(1..100);
                lease_ends = 0;
                match lost {
                    96 => {
                        (account.token, _) =
                            (None, redis::cmd("DEL").arg("token").query::<()>(&mut real.connection).unwrap())
                    }
                    97 => {
                        (account.lease, _) =
                            (None, redis::cmd("DEL").arg("lease").query::<()>(&mut real.connection).unwrap())
                    }
                    98 => {
                        (account.last_fence, _) =
                            (0, redis::cmd("DEL").arg("fence").query::<()>(&mut real.connection).unwrap())
                    }
                    _ => {
                        (account, _) =
                            (Account::default(), redis::cmd("FLUSHALL").query::<()>(&mut real.connection).unwrap())
                    }
                }
                "lost".to_owned()
            }
        };
        *counts.entry(event).or_default() += 1;
    }
}
