//! A hash of the environment: scheduler and executors read the same one.

use weda::Client;

use super::hash;

/// Returns the hash of the environment's id and type. The id is part of the service's address, so that it does not travel itself.
pub(super) fn hash(client: &Client) -> String {
    hash::parts([client.env_id(), client.env_type().as_ref()])
}
