//! The errors of calls with faulty answers: kind, code, status, retry rule, doubt, every text, and the requests that were sent.
//!
//! The clients make two attempts, so that a retry shows as a second request.

mod answers;
mod calls;
mod codes;
mod connections;
mod many;

use std::error::Error as _;
use std::fmt::Write as _;
use std::pin::Pin;
use std::time::Duration;

use tokio::task::JoinSet;
use weda::{Client, ClientBuilder, Code, Dialect, Error};

use crate::golden::{self, steady};
use crate::service::{Recorded, Reply, Service};

type Ended = Pin<Box<dyn Future<Output = Result<String, Error>> + Send>>;
type Make = fn(Client) -> Ended;

/// A call with these replies; the last one is repeated.
struct Case {
    name: String,
    make: Make,
    replies: Vec<Reply>,
    /// The answer to token requests, if not the usual one.
    token: Option<Reply>,
    client: Built,
    /// Also prints the parts of the error's text separately.
    in_parts: bool,
}

/// The settings of the client of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Built {
    Plain,
    /// One attempt of three seconds, or of five where it is a create.
    Hasty,
    /// The same with a ready token.
    HastyWithToken,
    /// Gets the usual token at its second token request: with rate limiting it would retry until the call times out, with a
    /// random result.
    TokenLater,
    /// Nothing listens at its address.
    Nowhere,
    /// Answers are limited to 64 KiB, lists to ten records.
    Narrow,
    /// Sends several ids per call.
    CommaIds,
    /// Refused batches store nothing.
    AtomicBatches,
    /// The retry budget is empty.
    WithoutBudget,
    /// Its token provider fails.
    BadProvider,
    /// Its token provider times out.
    SlowProvider,
}

impl Case {
    fn new(name: impl Into<String>, make: Make, replies: impl IntoIterator<Item = Reply>) -> Case {
        Case {
            name: name.into(),
            make,
            replies: replies.into_iter().collect(),
            token: None,
            client: Built::Plain,
            in_parts: false,
        }
    }

    fn by(self, client: Built) -> Case {
        Case { client, ..self }
    }

    fn in_parts(self) -> Case {
        Case { in_parts: true, ..self }
    }

    fn token(self, reply: Reply) -> Case {
        Case { token: Some(reply), ..self }
    }

    async fn run(self) -> String {
        let service = Service::start().await;
        // Retries get the last reply.
        let replies = self.replies.iter().map(|reply| bounded(reply, self.replies.len()));
        let replies: Vec<Reply> = replies.flatten().collect();
        let last = replies.last().cloned();
        service.reply(replies.into_iter().chain(std::iter::repeat_n(last, 8).flatten()));
        if let Some(reply) = self.token {
            service.reply_to_keys(reply, if self.client == Built::TokenLater { 1 } else { usize::MAX });
        }
        let client = client(self.client, &service.address);
        let ended = (self.make)(client).await;
        let mut text = format!("\n## {}\n", self.name);
        match ended {
            Ok(value) => {
                let _ = writeln!(text, "no error: {}", steady(&value));
            }
            Err(error) => print(&error, self.in_parts, &mut text),
        }
        for Recorded { method, target, body, .. } in service.taken().iter().filter(|it| !it.is_for_a_token()) {
            let _ = writeln!(text, "sent: {}", steady(&format!("{method} {target} {body}")).trim_end());
        }
        text
    }
}

/// A rate-limited call is retried until it times out, with a random result: so the service asks for an hour's delay, or
/// accepts the next attempt.
fn bounded(reply: &Reply, replies: usize) -> Vec<Reply> {
    let Reply::Whole(status, lines, body) = reply else { return vec![reply.clone()] };
    let text = String::from_utf8_lossy(body);
    let is_busy = *status == 429 || ["EXCEED_RATELIMIT", "CONCURRENT"].iter().any(|code| text.contains(code));
    match *lines {
        _ if !is_busy || replies > 1 => vec![reply.clone()],
        "" => vec![Reply::Whole(*status, "retry-after: 3600\r\n", body.clone())],
        lines if lines.contains("retry-after") => vec![reply.clone(), Reply::Usual],
        _ => vec![Reply::Whole(*status, "content-type: text/html\r\nretry-after: 3600\r\n", body.clone())],
    }
}

fn client(built: Built, address: &str) -> Client {
    let builder =
        Client::builder("lowcode-pins").base_url(format!("http://{address}")).secret("my SecretId", "my SecretKey");
    let builder = builder.max_attempts(2).timeout(Duration::from_secs(60)).attempt_timeout(Duration::from_secs(30));
    let dialect =
        Dialect::documented().comma_ids(built == Built::CommaIds).atomic_batches(built == Built::AtomicBatches);
    let builder = builder.dialect(dialect);
    let builder = match built {
        Built::Plain | Built::TokenLater | Built::CommaIds | Built::AtomicBatches => builder,
        Built::Hasty => hasty(builder),
        Built::HastyWithToken => hasty(builder).token("a-token"),
        Built::Nowhere => builder.base_url("http://127.0.0.1:9"),
        Built::Narrow => builder.max_response_bytes(65_536).max_records(10),
        Built::WithoutBudget => builder.retry_budget(0),
        Built::BadProvider => builder.token_provider(async |_: weda::client::TokenRequest| {
            Err::<weda::client::AccessToken, _>(std::io::Error::other("the vault is closed"))
        }),
        Built::SlowProvider => {
            builder.attempt_timeout(Duration::from_millis(200)).token_provider(async |_: weda::client::TokenRequest| {
                tokio::time::sleep(Duration::from_secs(60)).await;
                Ok::<_, Error>(weda::client::AccessToken::new("late"))
            })
        }
    };
    builder.build().unwrap()
}

fn hasty(builder: ClientBuilder) -> ClientBuilder {
    builder.max_attempts(1).attempt_timeout(Duration::from_secs(3)).timeout(Duration::from_secs(5))
}

fn print(error: &Error, in_parts: bool, out: &mut String) {
    let code = error.code().map(Code::as_str).unwrap_or("-");
    let status = error.status().map_or("-".to_owned(), |status| status.to_string());
    let _ = write!(out, "{:?}, code {code}, status {status}, {} attempts", error.kind(), error.attempts());
    if let Some(code) = error.code() {
        let _ = write!(out, ", {}", code.retry());
    }
    for (said, word) in [
        (error.is_timeout(), "timeout"),
        (error.is_conflict(), "conflict"),
        (error.is_permission(), "permission"),
        (error.is_not_found(), "not found"),
        (error.is_retry_budget_exhausted(), "budget exhausted"),
        (error.request_id().is_none(), "no request id"),
    ] {
        if said {
            let _ = write!(out, ", {word}");
        }
    }
    if let Some(pause) = error.retry_after() {
        let _ = write!(out, ", retry after {pause:?}");
    }
    let _ = writeln!(out, "\n{}", steady(&error.to_string()));
    // The usual form of Debug says nothing more.
    let debug = format!("Error {{ kind: {:?}, message: {:?}, .. }}", error.kind(), error.to_string());
    if format!("{error:?}") != debug {
        let _ = writeln!(out, "debug: {}", steady(&format!("{error:?}")));
    }
    if in_parts {
        let _ = writeln!(out, "summary: {}", steady(&error.summary()));
        let _ = writeln!(out, "advice: {}", steady(&error.advice().unwrap_or_default()));
        let _ = writeln!(out, "message: {:?}", error.message().map(steady));
        let _ = writeln!(out, "call: {:?}", error.call());
    }
    if let Some(doubt) = error.in_doubt() {
        let _ = writeln!(
            out,
            "in doubt: {:?} {} {} {:?}, {} requests",
            doubt.operation(),
            doubt.model().unwrap_or("-"),
            doubt.id().unwrap_or("-"),
            doubt.body(),
            doubt.request_ids().len()
        );
        assert!(doubt.sent_at().as_millis() > 0);
    }
    if let Some(cause) = error.cause() {
        let _ = writeln!(out, "cause: {}", steady(&cause.to_string()));
    }
    let mut source = error.source();
    while let Some(inner) = source {
        let _ = writeln!(out, "source: {}", steady(&inner.to_string()));
        source = inner.source();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn errors_have_not_changed() {
    let all = [codes::cases(), answers::cases(), connections::cases(), many::cases()];
    let mut cases: Vec<Option<Case>> = all.into_iter().flatten().map(Some).collect();
    let mut texts = vec![String::new(); cases.len()];
    let mut running = JoinSet::new();
    let mut next = 0;
    while next < cases.len() || !running.is_empty() {
        while next < cases.len() && running.len() < 200 {
            let (at, case) = (next, cases[next].take().unwrap());
            running.spawn(async move { (at, case.run().await) });
            next += 1;
        }
        let (at, text) = running.join_next().await.unwrap().unwrap();
        texts[at] = text;
    }
    let many = texts.len();
    golden::check("errors.txt", &format!("# Errors of calls; see errors.rs\n{}", texts.concat()));
    assert!(many >= 300, "only {many} failures were compared");
}
