//! HTTP and TLS: connections, and the delivery of one request.

mod address;
mod attempt;
mod connections;
mod content_coding;
mod echo;
mod http;
mod proxy_variables;
mod request_id;
mod settings;
#[cfg_attr(not(feature = "tls"), path = "transport/no_tls.rs")]
mod tls;
pub(crate) mod trace;

pub(crate) use self::http::{Credential, Exchange, HttpTransport};
pub(crate) use address::Address;
pub(crate) use attempt::{Attempt, Delivery, Next};
pub(crate) use request_id::request_id;
pub use settings::Proxy;
pub(crate) use settings::TransportSettings;
