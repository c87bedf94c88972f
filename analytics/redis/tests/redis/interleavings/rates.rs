//! The scripts of the rate and the quotas.

use std::collections::BTreeMap;

use redis::{Connection, Script};

use super::super::Outcome;
use super::super::support::redis::{Redis, set_clock, with_own_clock};
use super::cases;

/// Three seconds before midnight in Beijing, in microseconds.
const BEGIN: u64 = 1_796_054_397_000_000;

/// The account: times in milliseconds, as numbers that were written as text.
#[derive(Debug, Default)]
struct Account {
    next: f64,
    calls: BTreeMap<u64, u64>,
    pace: Option<Pace>,
    day: u64,
    used: u64,
    members: BTreeMap<u32, f64>,
}

#[derive(Debug, Clone, Copy)]
struct Pace {
    rate: f64,
    since: f64,
    opened: f64,
}

#[derive(Debug, Clone, Copy)]
struct Ask {
    rate: f64,
    longest: f64,
    quota: u64,
    count: u64,
    unreported: u64,
    day: u64,
    member: u32,
}

fn rounded(number: f64, digits: usize) -> f64 {
    format!("{number:.digits$}").parse().unwrap()
}

impl Pace {
    fn rate(&self, now: f64) -> f64 {
        self.rate * 2_f64.powf((now - self.since).max(0.0) / 5_000.0)
    }

    fn is_over(&self, now: f64) -> bool {
        self.rate(now) >= 2.0 * self.opened.max(1.0)
    }
}

impl Account {
    /// Answers with the wait in milliseconds.
    fn take(&mut self, micros: u64, ask: Ask) -> (&'static str, f64, u64, usize) {
        let now = micros as f64 / 1_000.0;
        self.members.retain(|_, seen| *seen > now - 60_000.0);
        self.members.insert(ask.member, now);
        let members = self.members.len();
        let today = (micros / 1_000_000 + 28_800) / 86_400;
        let mut used = 0;
        if ask.quota > 0 {
            if self.day < today {
                (self.day, self.used) = (today, 0);
            }
            if ask.day == today {
                self.used += ask.unreported;
            }
            used = self.used;
            if used + ask.count > ask.quota {
                let midnight = ((today + 1) * 86_400 - 28_800) * 1_000_000;
                return ("quota", (midnight - micros) as f64 / 1_000.0, used, members);
            }
        }
        self.pace.take_if(|pace| pace.is_over(now));
        let slowed = self.pace.map(|pace| pace.rate(now));
        let rate = [slowed, Some(ask.rate).filter(|rate| *rate > 0.0)].into_iter().flatten().reduce(f64::min);
        let from = self.pace.map_or(now, |pace| pace.since.max(now));
        let turn = from.max(self.next);
        if turn - now > ask.longest {
            return ("later", turn - now, used, members);
        }
        self.next = rounded(rate.map_or(self.next, |rate| turn + 1_000.0 / rate), 3);
        *self.calls.entry(micros / 1_000_000).or_default() += 1;
        if ask.quota > 0 {
            self.used += ask.count;
            used = self.used;
        }
        ("turn", turn - now, used, members)
    }

    fn slow(&mut self, micros: u64, sent_ago: f64, pause: f64) -> u64 {
        let now = micros as f64 / 1_000.0;
        let until = now + pause.min(30_000.0);
        let (pace, halved) = match self.pace.filter(|pace| !pace.is_over(now)) {
            Some(pace) if now - sent_ago < pace.since + 1_000.0 => (pace, 0),
            Some(pace) => (Pace { rate: (pace.rate(now) / 2.0).max(1.0), since: now, ..pace }, 1),
            None => {
                // As many calls as were made in the last second, if those of a second are even.
                let calls = |second: u64| self.calls.get(&second).copied().unwrap_or(0) as f64;
                let (second, part) = (micros / 1_000_000, (micros % 1_000_000) as f64 / 1_000_000.0);
                let opened = calls(second) + calls(second - 1) * (1.0 - part);
                (Pace { rate: (opened / 2.0).max(1.0), since: now, opened }, 1)
            }
        };
        if halved == 1 || pause > 0.0 {
            let (rate, opened) = (rounded(pace.rate, 6), rounded(pace.opened, 6));
            self.pace = Some(Pace { rate, opened, since: rounded(pace.since.max(until), 3) });
        }
        halved
    }
}

struct Real {
    connection: Connection,
    take: Script,
    slow: Script,
}

impl Real {
    fn take(&mut self, micros: u64, ask: Ask) -> (String, u64, u64, usize) {
        set_clock(&mut self.connection, micros);
        let mut call = self.take.key("bucket");
        call.key("pace").key("quota").key("members");
        call.arg(ask.rate).arg(ask.longest).arg(ask.quota).arg(ask.count);
        call.arg(ask.unreported).arg(ask.day).arg(ask.member);
        call.invoke(&mut self.connection).unwrap()
    }

    fn slow(&mut self, micros: u64, sent_ago: f64, pause: f64) -> u64 {
        set_clock(&mut self.connection, micros);
        let mut call = self.slow.key("pace");
        call.key("bucket").arg(sent_ago).arg(pause);
        call.invoke(&mut self.connection).unwrap()
    }
}

pub fn match_the_account() -> Outcome {
    let redis = Redis::start();
    let mut real = Real {
        connection: redis.connection(),
        take: with_own_clock(include_str!("../../../src/scripts/take.lua")),
        slow: with_own_clock(include_str!("../../../src/scripts/slow.lua")),
    };
    let mut counts = BTreeMap::<&str, u32>::new();
    for seed in cases(120) {
        history(&mut real, seed, &mut counts);
    }
    for event in ["turn", "later", "quota", "halved", "not halved", "lost"] {
        assert!(cases(120).count() < 120 || counts.get(event).is_some_and(|count| *count > 50), "{event}: {counts:?}");
    }
    Ok(())
}

fn history(real: &mut Real, seed: u64, counts: &mut BTreeMap<&'static str, u32>) {
    let mut random = fastrand::Rng::with_seed(seed);
    redis::cmd("FLUSHALL").query::<()>(&mut real.connection).unwrap();
    let (mut account, mut micros) = (Account::default(), BEGIN + random.u64(..3_000_000));
    let rate = *random.choice(&[0.0, 0.5, 7.0, 47.5, 333.0]).unwrap();
    let quota = *random.choice(&[0, 5, 40]).unwrap();
    let slows = random.bool();
    // Turns since data were lost, and the calls that each day had.
    let (mut turns, mut days) = (Vec::<f64>::new(), BTreeMap::<u64, u64>::new());
    for step in 0..80 {
        let place = format!("seed {seed}, step {step}, rate {rate}, quota {quota}");
        let today = (micros / 1_000_000 + 28_800) / 86_400;
        match random.u32(..100) {
            0..70 => {
                let ask = Ask {
                    rate,
                    longest: random.u32(..4_000).into(),
                    quota,
                    count: u64::from(random.u32(..10) > 0),
                    unreported: if random.u32(..20) == 0 { random.u64(..4) } else { 0 },
                    day: today - u64::from(random.bool()),
                    member: random.u32(..6),
                };
                let (what, wait, used, members) = real.take(micros, ask);
                let expected = account.take(micros, ask);
                assert_eq!((&*what, used, members), (expected.0, expected.2, expected.3), "{place}");
                // A slow rate that is rounded to its sixth digit moves a turn by microseconds.
                assert!(
                    (wait as f64 / 1_000.0 - expected.1).abs() < 0.02,
                    "{place}: {wait} us, expected {} ms",
                    expected.1
                );
                *counts.entry(expected.0).or_default() += 1;
                if what == "turn" {
                    let turn = (micros + wait) as f64 / 1_000.0;
                    // Never two turns closer than the rate allows, whatever the slowdown does.
                    if let Some(last) = turns.last()
                        && rate > 0.0
                    {
                        assert!(turn - last > 1_000.0 / rate - 0.01, "{place}: {} ms apart", turn - last);
                    }
                    turns.push(turn);
                    let calls = days.entry(today).or_default();
                    *calls += ask.count;
                    assert!(quota == 0 || *calls <= quota, "{place}: {calls} calls on one day");
                }
            }
            70..78 if slows => {
                let (ago, pause) =
                    (random.u32(..2_000).into(), *random.choice(&[0.0, 0.0, 1_500.0, 90_000.0]).unwrap());
                let halved = real.slow(micros, ago, pause);
                assert_eq!(halved, account.slow(micros, ago, pause), "{place}");
                *counts.entry(if halved == 1 { "halved" } else { "not halved" }).or_default() += 1;
            }
            78 => {
                redis::cmd("FLUSHALL").query::<()>(&mut real.connection).unwrap();
                account = Account::default();
                turns.clear();
                days.clear();
                *counts.entry("lost").or_default() += 1;
            }
            79..81 => micros += random.u64(..90_000_000),
            _ => micros += random.u64(..400_000),
        }
    }
}
