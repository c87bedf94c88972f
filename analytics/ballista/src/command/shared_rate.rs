//! The environment's token and rate, shared with other processes through Redis.

use weda::ClientBuilder;
use weda_redis::Builder;

/// Job class of a cluster's calls, for quotas.
const JOB_CLASS: &str = "cluster";

/// Returns the builder with the rate in calls per second, if there is one.
///
/// With `WEDA_REDIS_URL` among the variables it is the rate of all processes together, and so is the token. Otherwise it is that
/// of this process.
///
/// # Errors
/// Returns an error if a variable cannot be used.
pub fn limited(
    builder: ClientBuilder,
    rate: Option<f64>,
    variable: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<ClientBuilder> {
    if variable("WEDA_REDIS_URL").is_none() {
        return Ok(match rate {
            Some(rate) => builder.rate_limit(rate),
            None => builder,
        });
    }
    let shared = Builder::from_variables(&variable)?.build()?;
    let env_id = builder.clone().build()?.env_id().to_owned();
    let mut limiter = shared.limiter(&env_id).job_class(JOB_CLASS);
    if let Some(rate) = rate {
        limiter = limiter.per_second(rate);
    }
    let builder = builder.rate_limiter(limiter);
    // An API key is sent as it is: a token is never requested.
    Ok(if variable("WEDA_API_KEY").is_some() { builder } else { builder.token_provider(shared.tokens()) })
}
