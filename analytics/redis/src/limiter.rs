//! The rate that all processes share.

mod alone;
mod turn;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until, timeout_at};
use weda::client::{Permit, PermitFuture, RateLimitFeedback, RateLimiter};

use crate::keys::Keys;
use crate::link::Away;
use crate::scripts::{Take, Taken};
use crate::server::Server;
use alone::Alone;
use turn::{Held, Turn};

/// Part of the service's limit that is aimed at: calls do not arrive exactly when they were sent.
const AIM: f64 = 0.95;
/// A turn that is later than this counts in a second that has its calls already: what [`AIM`] leaves free of a second.
const GRACE: Duration = Duration::from_millis(50);
/// Late turns that a call exchanges for others: a machine without time for its timers must not wait for ever.
const EXCHANGES: u32 = 2;
/// Longest time, so that sums of times do not overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Limits the calls of a fleet: see [`Shared::limiter`](crate::Shared::limiter).
///
/// Without [`per_second`](Self::per_second) there is no limit until the service has too many calls. Then all processes together
/// have half the rate that they had, which doubles every five seconds until the limit no longer matters, as in a client of its
/// own.
///
/// Each process asks for one turn at a time, and its calls wait for it in order. So the processes share a rate equally, and
/// a process makes at most one call in the time that Redis takes to answer. A call that is given up takes no turn: the next call
/// of the process has it. Only if there is none before the turn is over, 1/rate seconds of the fleet are lost, and no more.
///
/// The answer of Redis, which has its own [timeout](crate::Builder::timeout), does not count in the time that a call may wait.
///
/// ```
/// use weda_redis::Shared;
///
/// let shared = Shared::builder("redis://127.0.0.1:6379").build()?;
/// let nightly = shared.limiter("lowcode-2gay8jgh25").per_second(50.0).job_class("bulk").daily_quota(20_000);
/// let website = shared.limiter("lowcode-2gay8jgh25").per_second(50.0).job_class("interactive");
/// # Ok::<(), weda_redis::Error>(())
/// ```
pub struct Limiter {
    settings: Settings,
    /// Held by the first of the waiting calls; the others queue behind it in order of arrival.
    queue: Mutex<()>,
    held: Arc<Held>,
    alone: Arc<Alone>,
}

#[derive(Clone)]
struct Settings {
    shared: Arc<Server>,
    keys: Keys,
    /// The rate that the fleet aims at.
    rate: Option<f64>,
    class: String,
    quota: Option<u64>,
}

impl Limiter {
    pub(crate) fn new(shared: Arc<Server>, env_id: &str) -> Limiter {
        let keys = shared.keys(env_id);
        let settings = Settings { shared, keys, rate: None, class: "default".to_owned(), quota: None };
        Limiter { settings, queue: Mutex::default(), held: Arc::default(), alone: Arc::default() }
    }

    /// Sets the service's limit for the environment, in calls per second. The fleet aims at 0.95 of it, in even intervals: at
    /// exactly the limit the times of arrival vary enough for refusals, and each refusal halves the rate.
    ///
    /// Give all processes the same limit. If they differ, each leaves the interval of its own after its calls.
    ///
    /// # Panics
    /// If the limit is not a positive number.
    #[must_use]
    pub fn per_second(mut self, limit: f64) -> Limiter {
        assert!(is_rate(limit), "Limiter::per_second({limit}): the limit must be a positive number");
        self.settings.rate = Some((limit * AIM).max(1e-3));
        self
    }

    /// Sets the job class of the calls, such as `interactive` or `bulk`, for which [`daily_quota`](Self::daily_quota) counts.
    /// Defaults to `default`.
    #[must_use]
    pub fn job_class(mut self, class: impl Into<String>) -> Limiter {
        self.settings.class = class.into();
        self
    }

    /// Limits the calls that the job class makes on one day, over all processes. Each attempt counts, since the service counts
    /// each; token requests do not. Days are those of Beijing, by the clock of Redis.
    ///
    /// When it is used up, calls fail with [`ErrorKind::QuotaExceeded`](weda::ErrorKind::QuotaExceeded), and
    /// [`Error::retry_after`](weda::Error::retry_after) is the time until midnight in Beijing.
    ///
    /// While Redis is away, each process may use its part of what was left, and adds it to the count when Redis is back.
    #[must_use]
    pub fn daily_quota(mut self, calls: u64) -> Limiter {
        self.settings.quota = Some(calls);
        self
    }

    /// Sets the rate of this process while Redis is away, in calls per second. Defaults to the rate of the fleet divided by the
    /// processes that Redis knew of last; if it was never reached, by eight.
    ///
    /// # Panics
    /// If the rate is not a positive number.
    #[must_use]
    pub fn rate_while_away(mut self, rate: f64) -> Limiter {
        assert!(is_rate(rate), "Limiter::rate_while_away({rate}): the rate must be a positive number");
        self.alone = Arc::new(Alone::with_rate(rate));
        self
    }

    async fn permit(&self, within: Duration) -> Permit {
        let until = Instant::now() + within.min(LONGEST);
        let Ok(_head_of_queue) = timeout_at(until, self.queue.lock()).await else { return Permit::TimedOut };
        let mut exchanges = 0;
        loop {
            let turn = match self.held.turn() {
                Some(turn) if turn.at > until => {
                    return Permit::RetryAfter(turn.at.saturating_duration_since(Instant::now()));
                }
                Some(turn) => turn,
                None => match self.take(until).await {
                    // The script has compared it with the time that the call may wait.
                    Ok((_, Some(turn))) => turn,
                    Ok((Take { what: Taken::Quota(wait), .. }, None)) => return Permit::QuotaExceeded(wait),
                    Ok((Take { what: Taken::Turn(wait) | Taken::Later(wait), .. }, None)) => {
                        return Permit::RetryAfter(wait);
                    }
                    Err(Away) => return self.alone.permit(until, self.settings.rate, self.settings.quota).await,
                },
            };
            sleep_until(turn.at).await;
            if self.held.turn() == Some(turn) || exchanges >= EXCHANGES {
                return self.held.spend();
            }
            exchanges += 1;
        }
    }

    /// Asks Redis for a turn, which is then held. It is asked in a task of its own: if the call is given up meanwhile, the turn
    /// is not lost.
    async fn take(&self, until: Instant) -> Result<(Take, Option<Turn>), Away> {
        let (settings, held, alone) = (self.settings.clone(), Arc::clone(&self.held), Arc::clone(&self.alone));
        let asking = tokio::spawn(async move {
            let longest = until.saturating_duration_since(Instant::now());
            let is_counted = held.is_counted();
            let unreported = alone.unreported();
            let mut call = settings.shared.scripts.take.key(settings.keys.of("bucket"));
            call.key(settings.keys.of("pace"));
            call.key(settings.keys.of_class("quota", &settings.class)).key(settings.keys.of("members"));
            call.arg(settings.rate.unwrap_or(0.0)).arg(longest.as_secs_f64() * 1000.0);
            call.arg(settings.quota.unwrap_or(0)).arg(u8::from(!is_counted));
            call.arg(unreported.calls).arg(unreported.day).arg(&settings.shared.member);
            let take: Take = settings.shared.link.run(&call).await?;
            alone.reported(unreported, &take);
            let turn = match take.what {
                Taken::Turn(wait) => Some(Turn { at: Instant::now() + wait, is_counted: settings.quota.is_some() }),
                Taken::Later(_) | Taken::Quota(_) => None,
            };
            turn.into_iter().for_each(|turn| held.hold(turn));
            Ok((take, turn))
        });
        // It ends early only with its runtime.
        asking.await.unwrap_or(Err(Away))
    }
}

fn is_rate(rate: f64) -> bool {
    rate.is_finite() && rate > 0.0
}

impl RateLimiter for Limiter {
    fn acquire(&self, within: Duration) -> PermitFuture<'_> {
        Box::pin(self.permit(within))
    }

    fn on_rate_limited(&self, feedback: RateLimitFeedback) {
        if feedback.retry_after.is_some() {
            self.held.end();
        }
        let (settings, alone) = (self.settings.clone(), Arc::clone(&self.alone));
        let Ok(runtime) = Handle::try_current() else { return alone.slow_down(feedback, settings.rate) };
        runtime.spawn(async move {
            let pause = feedback.retry_after.unwrap_or_default().min(LONGEST);
            let mut call = settings.shared.scripts.slow.key(settings.keys.of("pace"));
            call.key(settings.keys.of("bucket"));
            call.arg(feedback.sent_ago.as_secs_f64() * 1000.0).arg(pause.as_secs_f64() * 1000.0);
            if settings.shared.link.run::<u8>(&call).await.is_err() {
                alone.slow_down(feedback, settings.rate);
            }
        });
    }

    fn quota(&self) -> Option<String> {
        let Settings { class, quota, .. } = &self.settings;
        let quota = (*quota)?;
        Some(format!("the daily quota of {quota} calls for the job class `{}`", weda_definition::printable(class)))
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiter")
            .field("address", &self.settings.shared.link.address())
            .field("aim", &self.settings.rate)
            .field("job_class", &self.settings.class)
            .field("daily_quota", &self.settings.quota)
            .finish_non_exhaustive()
    }
}
