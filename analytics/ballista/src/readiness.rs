//! The readiness of a scheduler, before a query is sent.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

use crate::{Error, SchedulerAddress};

/// Limit of one question: the scheduler answers from memory.
const ANSWER: Duration = Duration::from_secs(5);

/// Pause between two questions.
const PAUSE: Duration = Duration::from_millis(100);

/// Returns how many executors are registered with the scheduler.
///
/// # Errors
/// Returns an error if nothing answers at the address, or something that is not a scheduler.
pub async fn executors(address: &SchedulerAddress) -> Result<usize, Error> {
    let asked = timeout(ANSWER, ask(address)).await;
    let answer = asked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    let answer = answer.map_err(|problem| Error::NoScheduler { address: address.clone(), problem })?;
    parse(&answer).ok_or_else(|| Error::NotAScheduler { address: address.clone() })
}

/// Waits until a scheduler with an executor answers.
///
/// # Errors
/// Returns the last problem once `longest` is over.
pub(crate) async fn wait_for_executor(address: &SchedulerAddress, longest: Duration) -> Result<(), Error> {
    let asked = wait(address, longest, |count| count > 0).await?;
    match asked {
        0 => Err(Error::NoExecutor { address: address.clone(), waited: longest }),
        _ => Ok(()),
    }
}

/// Waits until a scheduler answers.
///
/// # Errors
/// Returns the last problem once `longest` is over.
pub(crate) async fn wait_for_scheduler(address: &SchedulerAddress, longest: Duration) -> Result<(), Error> {
    wait(address, longest, |_| true).await.map(|_| ())
}

async fn wait(address: &SchedulerAddress, longest: Duration, enough: fn(usize) -> bool) -> Result<usize, Error> {
    let end = Instant::now() + longest;
    loop {
        let answer = executors(address).await;
        match &answer {
            Ok(count) if enough(*count) => return answer,
            // It will not become a scheduler.
            Err(Error::NotAScheduler { .. }) => return answer,
            _ if Instant::now() >= end => return answer,
            _ => sleep(PAUSE).await,
        }
    }
}

/// Asks by plain HTTP, which the scheduler speaks on the port of its calls.
async fn ask(address: &SchedulerAddress) -> io::Result<Vec<u8>> {
    let authority = address.authority();
    let mut stream = TcpStream::connect(&authority).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(16 * 1024).read_to_end(&mut answer).await?;
    Ok(answer)
}

/// Reads `ready: 2 executors registered`, or `not ready: 0/1 executors registered`.
fn parse(answer: &[u8]) -> Option<usize> {
    let answer = std::str::from_utf8(answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.strip_prefix("HTTP/1.1 ")?.get(..3)?;
    let count = match status {
        "200" => body.split_once("ready: ")?.1.split_once(" executors")?.0,
        "503" => body.split_once("not ready: ")?.1.split_once('/')?.0,
        _ => return None,
    };
    count.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn answers_are_read() {
        let head = "HTTP/1.1 200 OK\r\nserver: ballista\r\n\r\n";
        assert_eq!(parse(format!("{head}ready: 12 executors registered\n").as_bytes()), Some(12));
        let head = "HTTP/1.1 503 Service Unavailable\r\nserver: ballista\r\n\r\n";
        assert_eq!(parse(format!("{head}not ready: 0/1 executors registered\n").as_bytes()), Some(0));
        assert_eq!(parse(b"HTTP/1.1 404 Not Found\r\n\r\nready: 1 executors registered"), None);
        assert_eq!(parse(b"\0\0\x12\x04HTTP/2"), None);
    }
}
