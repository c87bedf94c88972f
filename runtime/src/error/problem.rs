//! The problems that errors report: their messages, and the advice that follows.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use super::{Code, SettingsProblem};

/// Number of characters shown of an answer that is not JSON.
const SHOWN: usize = 200;

/// The problem of an error. Holds no keys, tokens or values of records.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    Settings(SettingsProblem),
    /// A complete message with advice.
    Text(String),
    /// A refusal in one of the service's envelopes, some of which have no code.
    Refused {
        code: Option<Code>,
        message: String,
        advice: Cow<'static, str>,
    },
    /// An error status with an unknown body.
    Status {
        beginning: Option<String>,
        advice: Cow<'static, str>,
    },
    /// A success status with a body that is not JSON.
    NotJson {
        beginning: Option<String>,
    },
    /// A success status with truncated or malformed JSON. The body may hold records, so it is not shown.
    BrokenJson {
        reason: String,
    },
    /// A success status with an empty body where one is documented.
    Blank,
    /// A write whose answer does not count.
    Unconfirmed,
    /// The answer to another request, by its request id or its content.
    OtherAnswer {
        host: String,
    },
    /// A content coding that the client did not accept.
    UnknownCoding {
        coding: String,
    },
    /// A body that cannot be decompressed.
    #[cfg_attr(not(feature = "gzip"), expect(dead_code, reason = "gzip is the only coding"))]
    BrokenCoding {
        reason: String,
    },
    /// An answer longer than the limit.
    TooLong {
        limit: usize,
    },
    /// A list with more records than the limit.
    TooMany {
        model: String,
        limit: u64,
    },
    /// A required record that does not exist.
    NoRecord {
        model: String,
        id: String,
    },
    /// A body where none is documented: it may be a refusal in an undocumented form.
    UnexpectedBody,
    /// A successful answer of the token endpoint without a usable token. Its body may hold one, so it is not shown.
    NoToken {
        reason: &'static str,
    },
    /// The token provider returned an error.
    NoTokenFromProvider {
        reason: String,
    },
    /// The task that read a page was aborted.
    LostPage,
    /// The task that requested the token was aborted.
    LostToken,
    /// The timeout of an attempt or of the call.
    Timeout {
        host: String,
        after: Duration,
    },
    /// A write by a read-only client.
    ReadOnlyClient,
    /// The concurrency limit left no room in time.
    TimeoutOfQueue {
        after: Duration,
    },
    /// The rate limit would delay the call beyond its timeout.
    RateLimitTimeout {
        after: Duration,
    },
    /// A quota that the client's rate limiter counts is used up.
    QuotaOfLimiter {
        quota: String,
        renews_in: Duration,
    },
    /// The token provider did not answer in time.
    TimeoutOfProvider {
        after: Duration,
    },
    /// The call timed out before there was a token.
    TimeoutOfToken {
        host: String,
        after: Duration,
    },
    Network {
        host: String,
        causes: String,
    },
}

impl Problem {
    /// The texts that were taken from an answer.
    pub(super) fn foreign_texts(&mut self) -> Vec<&mut String> {
        match self {
            Problem::Refused { message, .. } => vec![message],
            Problem::Status { beginning, .. } | Problem::NotJson { beginning } => beginning.iter_mut().collect(),
            Problem::BrokenJson { reason } | Problem::BrokenCoding { reason } => vec![reason],
            Problem::UnknownCoding { coding } => vec![coding],
            _ => Vec::new(),
        }
    }

    /// Returns true for a refusal with a code.
    pub(super) fn has_code(&self) -> bool {
        matches!(self, Problem::Refused { code: Some(_), .. })
    }

    /// The message without the advice.
    pub(super) fn what(&self) -> String {
        struct What<'a>(&'a Problem);
        impl fmt::Display for What<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt_what(f)
            }
        }
        What(self).to_string()
    }

    /// The advice alone.
    pub(super) fn advice(&self) -> Option<String> {
        struct Advice<'a>(&'a Problem);
        impl fmt::Display for Advice<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt_next_step(f)
            }
        }
        let text = Advice(self).to_string();
        text.strip_prefix("; ").map(str::to_owned)
    }

    pub(super) fn fmt_what(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Settings(problem) => write!(f, "{problem}"),
            Problem::Text(text) => f.write_str(text),
            Problem::Refused { code, message, .. } => {
                f.write_str("the service refused")?;
                if let Some(code) = code {
                    write!(f, " with {code}")?;
                    if let Some(meaning) = code.meaning() {
                        write!(f, ", {meaning}")?;
                    }
                }
                match message.as_str() {
                    "" => Ok(()),
                    message => write!(f, ": \"{message}\""),
                }
            }
            Problem::Status { beginning, .. } => {
                f.write_str("the service returned an error status")?;
                fmt_beginning(beginning.as_deref(), f)
            }
            Problem::NotJson { beginning } => {
                f.write_str("the answer is not JSON")?;
                fmt_beginning(beginning.as_deref(), f)
            }
            Problem::BrokenJson { reason } => {
                write!(f, "the answer is truncated or malformed JSON: {reason}")
            }
            Problem::Blank => f.write_str("the answer is empty"),
            Problem::Unconfirmed => f.write_str("the answer has no `count`, by which the service confirms writes"),
            Problem::UnknownCoding { coding } => write!(f, "the answer has the content coding `{coding}`, which was not requested"),
            Problem::BrokenCoding { reason } => write!(f, "the answer cannot be decompressed (gzip): {reason}"),
            Problem::OtherAnswer { host } => write!(f, "{host} sent the answer to another request"),
            Problem::TooLong { limit } => write!(f, "the answer is longer than {limit} bytes, decompressed"),
            Problem::TooMany { model, limit } => write!(f, "the list of `{model}` has more than {limit} records"),
            Problem::NoRecord { model, id } => write!(f, "model `{model}` has no record with the id `{id}`"),
            Problem::UnexpectedBody => f.write_str("the answer has a body where none is documented"),
            Problem::NoToken { reason } => write!(f, "the answer has no usable token: {reason}"),
            Problem::NoTokenFromProvider { reason } => {
                write!(f, "the client's token provider failed: {reason}")
            }
            Problem::LostPage => f.write_str("a page could not be read: the Tokio runtime is shutting down"),
            Problem::LostToken => f.write_str(
                "the access token could not be requested: the Tokio runtime is shutting down, or the token provider panicked",
            ),
            Problem::Timeout { host, after } => {
                write!(f, "no answer from {host} within {after:?}")
            }
            Problem::ReadOnlyClient => f.write_str("the client is read-only, so nothing was sent"),
            Problem::TimeoutOfQueue { after } => {
                write!(f, "the call was still queued after {after:?}, so nothing was sent")
            }
            Problem::RateLimitTimeout { after } => write!(
                f,
                "the rate limit would delay the call beyond its queue timeout ({after:?}), so nothing was sent"
            ),
            Problem::QuotaOfLimiter { quota, renews_in } => {
                write!(f, "{quota} is used up and renews in {}, so nothing was sent", Span(*renews_in))
            }
            Problem::TimeoutOfProvider { after } => {
                write!(f, "the client's token provider did not answer within {after:?}")
            }
            Problem::TimeoutOfToken { host, after } => {
                write!(f, "no access token from {host} within {after:?}")
            }
            Problem::Network { host, causes } => {
                write!(f, "no answer from {host}: {causes}")
            }
        }
    }

    pub(super) fn fmt_advice(&self, in_doubt: bool, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_next_step(f)?;
        match in_doubt {
            true => f.write_str("; the write may have been applied: check what is stored before repeating it"),
            false => Ok(()),
        }
    }

    fn fmt_next_step(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self {
            // These texts include the advice.
            Problem::Settings(_) | Problem::Text(_) => return Ok(()),
            Problem::Refused { advice, .. } | Problem::Status { advice, .. } => advice,
            Problem::NotJson { .. } | Problem::NoToken { .. } => {
                "check that the URL is that of the Open API and that no proxy or sign-in page answers in its place"
            }
            Problem::OtherAnswer { .. } => {
                "check whether a proxy repeats or mixes up answers, and try again; if it persists, give the request id to the \
                 vendor's support"
            }
            Problem::UnknownCoding { .. } | Problem::BrokenCoding { .. } => {
                "check whether a proxy compresses answers; if there is none, give the request id to the vendor's support"
            }
            Problem::BrokenJson { .. } | Problem::Blank | Problem::Unconfirmed => {
                "try again later; if it persists, give the request id to the vendor's support"
            }
            Problem::TimeoutOfProvider { .. } | Problem::NoTokenFromProvider { .. } => {
                "check the provider that was given to `ClientBuilder::token_provider`"
            }
            Problem::LostToken | Problem::LostPage => "make the call in a runtime that outlives it",
            Problem::TooLong { .. } => {
                "request less per call, for example with `Query::top`, or raise `ClientBuilder::max_response_bytes`"
            }
            Problem::TooMany { .. } => {
                "read it with `Query::pages` or `Query::stream`, which hold one page at a time, or raise \
                 `ClientBuilder::max_records`"
            }
            Problem::NoRecord { .. } => "use an id from a query or a create, or `get` if the record may be missing",
            Problem::UnexpectedBody => "give the request id to the vendor's support",
            Problem::Timeout { .. } => "raise `ClientBuilder::timeout`, or request less per call",
            Problem::ReadOnlyClient => {
                "write with a client without `Client::read_only`, or mark a call that changes nothing with `reads()`"
            }
            Problem::TimeoutOfQueue { .. } => {
                "make fewer concurrent calls, or raise `ClientBuilder::queue_timeout` or `ClientBuilder::max_concurrent_calls`"
            }
            Problem::RateLimitTimeout { .. } => "wait for `Error::retry_after`, and make fewer calls per second",
            Problem::QuotaOfLimiter { .. } => {
                "wait for `Error::retry_after`, or raise the quota of the limiter given to `ClientBuilder::rate_limiter`"
            }
            Problem::TimeoutOfToken { .. } => "try again later, or raise `ClientBuilder::timeout`",
            Problem::Network { .. } => {
                "check the URL, the network and the proxy, and whether the emulator is running if it is one"
            }
        };
        write!(f, "; {advice}")
    }
}

fn fmt_beginning(beginning: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match beginning {
        Some(beginning) => {
            let shown: String = beginning.chars().take(SHOWN).collect();
            write!(f, "; it begins with \"{shown}\"")
        }
        None => Ok(()),
    }
}

/// A time span in its two largest units: `3 h 12 min`, `45 s`.
struct Span(Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs() + u64::from(self.0.subsec_nanos() > 0);
        match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
            (0, 0, s) => write!(f, "{s} s"),
            (0, min, s) => write!(f, "{min} min {s} s"),
            (h, min, _) => write!(f, "{h} h {min} min"),
        }
    }
}
