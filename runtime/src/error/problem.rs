//! What went wrong, and the sentences about it: what, then what to do next.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use super::{Code, SettingsProblem};

/// Characters of an answer that are shown where it is no JSON.
const SHOWN: usize = 200;

/// What went wrong. Holds no keys, tokens or values of records.
#[derive(Debug, Clone)]
pub(crate) enum Problem {
    Settings(SettingsProblem),
    /// A complete text of the typed half: what and what to do.
    Text(String),
    /// The service says no in one of its envelopes. Some of them have no code.
    Refused {
        code: Option<Code>,
        message: String,
        advice: Cow<'static, str>,
    },
    /// An error status whose body says nothing that we understand.
    Status {
        beginning: Option<String>,
        advice: Cow<'static, str>,
    },
    /// A success status with something that is not JSON.
    NotJson {
        beginning: Option<String>,
    },
    /// A success status with JSON that breaks off or is malformed. The body may hold records, so it is not shown.
    BrokenJson {
        reason: String,
    },
    /// A success status with nothing where something belongs.
    Blank,
    /// The answer to another request, by the id that it bears or by what it holds.
    OtherAnswer {
        host: String,
    },
    /// The answer is packed in a way that the client does not unpack.
    UnknownCoding {
        coding: String,
    },
    /// The answer is packed as it may be, and cannot be unpacked.
    #[cfg_attr(not(feature = "gzip"), expect(dead_code, reason = "gzip is the only coding"))]
    BrokenCoding {
        reason: String,
    },
    /// An answer of more bytes than the client takes.
    TooLong {
        limit: usize,
    },
    /// A list of more records than a caller may hold.
    TooMany {
        model: String,
        limit: u64,
    },
    /// A record that must be there.
    NoRecord {
        model: String,
        id: String,
    },
    /// A body where the documents promise none: it may be a refusal in a form that nobody documents.
    UnexpectedBody,
    /// A success of the token endpoint that is not a token. Its body may hold one, so it is not shown.
    NoToken {
        reason: &'static str,
    },
    /// The user's own provider of tokens.
    NoTokenFromProvider {
        reason: String,
    },
    /// The task that read a page is gone.
    LostPage,
    /// The task that bought the token is gone, and nobody knows what became of the purchase.
    LostToken,
    /// The time for one request, or for the whole call.
    Timeout {
        host: String,
        after: Duration,
    },
    /// A write by a client for reads alone.
    ReadOnlyClient,
    /// There was no place among the calls under way.
    TimeoutOfQueue {
        after: Duration,
    },
    /// The turn of the call comes later than it may wait, as the service or the client's own cap have it.
    HeldUp {
        after: Duration,
    },
    /// The user's own provider of tokens gave none in time.
    TimeoutOfProvider {
        after: Duration,
    },
    /// The time of the call was over before there was a token.
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
    /// What an answer said in words of its own.
    pub(super) fn foreign_texts(&mut self) -> Vec<&mut String> {
        match self {
            Problem::Refused { message, .. } => vec![message],
            Problem::Status { beginning, .. } | Problem::NotJson { beginning } => beginning.iter_mut().collect(),
            Problem::BrokenJson { reason } | Problem::BrokenCoding { reason } => vec![reason],
            Problem::UnknownCoding { coding } => vec![coding],
            _ => Vec::new(),
        }
    }

    /// Whether the service said no with a code, which tells more than the status.
    pub(super) fn has_code(&self) -> bool {
        matches!(self, Problem::Refused { code: Some(_), .. })
    }

    /// What went wrong, without advice.
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
        struct Next<'a>(&'a Problem);
        impl fmt::Display for Next<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt_next_step(f)
            }
        }
        let text = Next(self).to_string();
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
                f.write_str("the service answered with an error status")?;
                fmt_beginning(beginning.as_deref(), f)
            }
            Problem::NotJson { beginning } => {
                f.write_str("the answer is not JSON")?;
                fmt_beginning(beginning.as_deref(), f)
            }
            Problem::BrokenJson { reason } => {
                write!(f, "the answer is not whole JSON: {reason}")
            }
            Problem::Blank => f.write_str("the answer is blank"),
            Problem::UnknownCoding { coding } => write!(f, "the answer is packed as `{coding}`, which was not asked for"),
            Problem::BrokenCoding { reason } => write!(f, "the packed answer (gzip) is broken: {reason}"),
            Problem::OtherAnswer { host } => write!(f, "{host} gave the answer to another request"),
            Problem::TooLong { limit } => write!(f, "the answer is longer than {limit} bytes, unpacked"),
            Problem::TooMany { model, limit } => write!(f, "the list of `{model}` has more than {limit} records"),
            Problem::NoRecord { model, id } => write!(f, "model `{model}` has no record with the id `{id}`"),
            Problem::UnexpectedBody => f.write_str("the answer has a body where the service documents none"),
            Problem::NoToken { reason } => write!(f, "the answer holds no usable token: {reason}"),
            Problem::NoTokenFromProvider { reason } => {
                write!(f, "the token provider of the client gave no token: {reason}")
            }
            Problem::LostPage => f.write_str("a page could not be read: the Tokio runtime is shutting down"),
            Problem::LostToken => f.write_str(
                "the access token could not be bought: the Tokio runtime is shutting down, or the token provider panicked",
            ),
            Problem::Timeout { host, after } => {
                write!(f, "no answer from {host} within {after:?}")
            }
            Problem::ReadOnlyClient => f.write_str("the client is for reads alone, so nothing was sent"),
            Problem::TimeoutOfQueue { after } => {
                write!(f, "no place among the calls under way within {after:?}, so nothing was sent")
            }
            Problem::HeldUp { after } => write!(
                f,
                "the turn of this call comes later than it may wait ({after:?}), so nothing was sent"
            ),
            Problem::TimeoutOfProvider { after } => {
                write!(f, "the token provider of the client gave no token within {after:?}")
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
            true => f.write_str("; the write may have been applied: read what is stored before repeating it"),
            false => Ok(()),
        }
    }

    fn fmt_next_step(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = match self {
            // These two say it themselves.
            Problem::Settings(_) | Problem::Text(_) => return Ok(()),
            Problem::Refused { advice, .. } | Problem::Status { advice, .. } => advice,
            Problem::NotJson { .. } | Problem::NoToken { .. } => {
                "check that the address is that of the Open API and that no proxy or sign-in page answers in its place"
            }
            Problem::OtherAnswer { .. } => {
                "look for a proxy on the way that repeats or mixes up answers, and try again; if it stays, give the request id \
                 to the vendor's support"
            }
            Problem::UnknownCoding { .. } | Problem::BrokenCoding { .. } => {
                "look for a proxy on the way that packs answers, and give the request id to the vendor's support if there is none"
            }
            Problem::BrokenJson { .. } | Problem::Blank => {
                "try again later; if it stays, give the request id to the vendor's support"
            }
            Problem::TimeoutOfProvider { .. } | Problem::NoTokenFromProvider { .. } => {
                "look at what was given to `ClientBuilder::token_provider`"
            }
            Problem::LostToken | Problem::LostPage => "make the call in a runtime that stays until it ends",
            Problem::TooLong { .. } => {
                "ask for less in one call, with `Query::top` for example, or allow more with `ClientBuilder::max_response_bytes`"
            }
            Problem::TooMany { .. } => {
                "read it with `Query::pages` or `Query::stream`, which hold a page at a time, or allow more with \
                 `ClientBuilder::max_records`"
            }
            Problem::NoRecord { .. } => "use an id that a query or a create gave, or `get` where there may be none",
            Problem::UnexpectedBody => "give the request id to the vendor's support",
            Problem::Timeout { .. } => "allow more time with `ClientBuilder::timeout`, or ask for less in one call",
            Problem::ReadOnlyClient => {
                "write with a client without `Client::read_only`, or say `reads()` of a call that changes nothing"
            }
            Problem::TimeoutOfQueue { .. } => {
                "make fewer calls at once, or allow more with `ClientBuilder::queue_timeout` or `ClientBuilder::max_concurrent_calls`"
            }
            Problem::HeldUp { .. } => "wait for the time of `Error::retry_after`, and make fewer calls at a time",
            Problem::TimeoutOfToken { .. } => "try again later, or allow more time with `ClientBuilder::timeout`",
            Problem::Network { .. } => {
                "check the address, the network and the proxy, and that the emulator runs if it is one"
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
