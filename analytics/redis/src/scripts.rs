//! The scripts that run in Redis, and what they answer. Redis runs one script at a time; its clock is the only one.

use std::time::Duration;

use redis::{FromRedisValue, ParsingError, Script, Value, from_redis_value};

pub(crate) struct Scripts {
    pub token_get: Script,
    pub token_put: Script,
    pub token_drop: Script,
    pub token_fail: Script,
    pub take: Script,
    pub slow: Script,
    pub check: Script,
}

impl Scripts {
    pub fn new() -> Scripts {
        Scripts {
            token_get: Script::new(include_str!("scripts/token_get.lua")),
            token_put: Script::new(include_str!("scripts/token_put.lua")),
            token_drop: Script::new(include_str!("scripts/token_drop.lua")),
            token_fail: Script::new(include_str!("scripts/token_fail.lua")),
            take: Script::new(include_str!("scripts/take.lua")),
            slow: Script::new(include_str!("scripts/slow.lua")),
            check: Script::new("return redis.call('TIME')"),
        }
    }
}

/// A token as it is stored.
#[derive(Debug, PartialEq)]
pub(crate) struct Stored {
    pub generation: String,
    pub sealed: Vec<u8>,
    pub left: Duration,
}

/// The answer of `token_get.lua`.
#[derive(Debug, PartialEq)]
pub(crate) enum Get {
    Have(Stored),
    /// The lease is the caller's; the token is still good.
    Renew(Stored, String),
    /// The lease is the caller's, and there is no token.
    Issue(String),
    /// Another process requests a token, for so long at most.
    Wait(Duration),
}

impl FromRedisValue for Get {
    fn from_redis_value(value: Value) -> Result<Get, ParsingError> {
        let mut parts = Parts::of(value)?;
        let what: String = parts.next()?;
        let stored = |parts: &mut Parts| {
            Ok::<_, ParsingError>(Stored {
                generation: parts.next()?,
                sealed: parts.next()?,
                left: Duration::from_millis(parts.next()?),
            })
        };
        match what.as_str() {
            "have" => Ok(Get::Have(stored(&mut parts)?)),
            "renew" => Ok(Get::Renew(stored(&mut parts)?, parts.next()?)),
            "issue" => Ok(Get::Issue(parts.next()?)),
            "wait" => Ok(Get::Wait(Duration::from_millis(parts.next()?))),
            _ => Err(unknown()),
        }
    }
}

/// The answer of `take.lua`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Take {
    pub what: Taken,
    /// Calls of the class on this day, if there is a quota.
    pub used: u64,
    /// Processes that asked within the last minute.
    pub members: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Taken {
    /// The turn comes after this time.
    Turn(Duration),
    /// It would come too late, and was not taken.
    Later(Duration),
    /// The quota is used up until then.
    Quota(Duration),
}

impl FromRedisValue for Take {
    fn from_redis_value(value: Value) -> Result<Take, ParsingError> {
        let mut parts = Parts::of(value)?;
        let what: String = parts.next()?;
        let time = Duration::from_micros(parts.next()?);
        let what = match what.as_str() {
            "turn" => Taken::Turn(time),
            "later" => Taken::Later(time),
            "quota" => Taken::Quota(time),
            _ => return Err(unknown()),
        };
        Ok(Take { what, used: parts.next()?, members: parts.next()? })
    }
}

struct Parts(std::vec::IntoIter<Value>);

impl Parts {
    fn of(value: Value) -> Result<Parts, ParsingError> {
        match value {
            Value::Array(parts) => Ok(Parts(parts.into_iter())),
            _ => Err(unknown()),
        }
    }

    fn next<T: FromRedisValue>(&mut self) -> Result<T, ParsingError> {
        from_redis_value(self.0.next().ok_or_else(unknown)?)
    }
}

fn unknown() -> ParsingError {
    "the answer is not one of this version's scripts".into()
}
