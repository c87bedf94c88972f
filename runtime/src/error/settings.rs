use std::fmt;

use super::ProxyProblem;

/// A problem with a client's settings. Never holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SettingsProblem {
    NoEnvironment,
    BadEnvironment(String),
    BadEnvironmentType(String),
    /// Another spelling of `pre` or `prod`.
    EnvironmentTypeSpelling(String),
    EnvironmentTypeOfCloud(String),
    EnvironmentTypeOfModel(String),
    NoKeys,
    /// No variable holds keys for the cloud.
    NoKeysInVariables,
    /// Only one half of a pair is set.
    HalfAPair {
        set: &'static str,
        missing: &'static str,
    },
    EmptyKeys,
    /// The keys hold a character that no key has, such as the line break at the end of a file.
    BadKeys,
    BadToken,
    BadApiKey,
    /// An API key, and the OData interface.
    ApiKeyWithOData,
    /// A region outside China, and the OData interface.
    InternationalWithOData,
    BadGateway(String),
    /// A value that the builder does not accept.
    BadLimit {
        method: &'static str,
        value: String,
        reason: &'static str,
    },
    TokenOfAnotherEnvironment,
    SessionToken(&'static str),
    NoAddress(String),
    MoreThanAddress(String),
    PlainHttp(String),
    EmulatorAndRemote {
        emulator: String,
        remote: String,
    },
    /// The reason is about the file, and holds no key.
    #[cfg(feature = "tls")]
    BadRootCertificate(String),
    #[cfg(feature = "tls")]
    BadClientCertificate,
    BadUserAgent,
    /// An https URL without the feature `tls`; holds the host.
    #[cfg(not(feature = "tls"))]
    NoTls(String),
    BadProxy(ProxyProblem),
    /// TLS could not be initialised, for example because the system's certificates cannot be read.
    Tls(String),
}

impl fmt::Display for SettingsProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SettingsProblem::NoEnvironment => f.write_str(
                "no environment id: WEDA_ENV_ID, CLOUDBASE_ENV_ID and TCB_ENV are not set (checked in this order); \
                 set WEDA_ENV_ID to the id shown in the WeDa console, such as lowcode-2gay8jgh25, \
                 or set WEDA_EMULATOR_HOST to work offline",
            ),
            SettingsProblem::BadEnvironment(id) => write!(
                f,
                "{id:?} is not an environment id: it consists of ASCII letters, digits and hyphens; \
                 set WEDA_ENV_ID (or the argument of `Client::builder`) to the id shown in the WeDa console",
            ),
            SettingsProblem::BadEnvironmentType(name) => write!(
                f,
                "{name:?} is not an environment type: it consists of ASCII letters, digits, `-` and `_`; \
                 set WEDA_ENV_TYPE (or `ClientBuilder::env_type`) to `pre` or `prod`",
            ),
            SettingsProblem::EnvironmentTypeSpelling(name) => write!(
                f,
                "{name:?} is not how the environment type is written; set WEDA_ENV_TYPE to `pre` or `prod` (or pass \
                 `EnvType::Pre` or `EnvType::Prod`)",
            ),
            SettingsProblem::EnvironmentTypeOfCloud(name) => write!(
                f,
                "{name:?} is not an environment type of the public cloud, which has `pre` and `prod`; set WEDA_ENV_TYPE \
                 (or `ClientBuilder::env_type`) to one of them, or WEDA_BASE_URL (or `ClientBuilder::base_url`) to the \
                 address of a private deployment",
            ),
            SettingsProblem::EnvironmentTypeOfModel(name) => write!(
                f,
                "{name:?} is not an environment type of the data-model gateway, which has `pre` and `prod`; set \
                 WEDA_ENV_TYPE (or `ClientBuilder::env_type`) to one of them",
            ),
            SettingsProblem::NoKeys => {
                f.write_str("the client has no keys; give it a SecretId and a SecretKey with `ClientBuilder::secret`")
            }
            SettingsProblem::NoKeysInVariables => f.write_str(
                "no keys: WEDA_SECRET_ID and WEDA_SECRET_KEY, TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY, \
                 TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY are not set (checked in this order); \
                 set the first pair to keys from the cloud console (Access Management, API keys), \
                 or set WEDA_EMULATOR_HOST to work offline",
            ),
            SettingsProblem::HalfAPair { set, missing } => {
                write!(f, "{set} is set, but {missing} is not; set both, or neither to use another pair")
            }
            SettingsProblem::EmptyKeys => f.write_str(
                "the SecretId or the SecretKey given to `ClientBuilder::secret` is empty; \
                 create a pair in the cloud console (Access Management, API keys)",
            ),
            SettingsProblem::BadKeys => f.write_str(
                "the SecretId or the SecretKey begins or ends with a space, or has a line break or another character that no \
                 key has; copy the pair again from the cloud console (Access Management, API keys)",
            ),
            SettingsProblem::BadToken => f.write_str(
                "the token given to `ClientBuilder::token` is empty, or has a space or a line break; \
                 use the text from the token endpoint, without the word `Bearer`",
            ),
            SettingsProblem::BadApiKey => f.write_str(
                "the API key given to `ClientBuilder::api_key` or WEDA_API_KEY is empty, or has a space or a line break; \
                 copy it again from the console, without the word `Bearer`",
            ),
            SettingsProblem::ApiKeyWithOData => f.write_str(
                "the client has an API key, which is documented for the data-model gateway only, and uses the OData \
                 interface; call `ClientBuilder::gateway(GatewayKind::Model)` or set WEDA_GATEWAY to `model`, or use a \
                 SecretId and a SecretKey",
            ),
            SettingsProblem::InternationalWithOData => f.write_str(
                "`ClientBuilder::international` is about addresses of the data-model gateway, and the client uses the \
                 OData interface; call `ClientBuilder::gateway(GatewayKind::Model)`, or give the address of the \
                 interface with `ClientBuilder::base_url`",
            ),
            SettingsProblem::BadGateway(name) => write!(
                f,
                "{name:?} is not an interface of the service; set WEDA_GATEWAY (or `ClientBuilder::gateway`) to `odata` or \
                 `model`",
            ),
            SettingsProblem::BadLimit { method, value, reason } => {
                write!(f, "`ClientBuilder::{method}({value})`: {reason}")
            }
            SettingsProblem::TokenOfAnotherEnvironment => f.write_str(
                "the client was built with a ready token or an API key, which belongs to one environment; \
                 build a client for the other environment with `Client::builder`",
            ),
            SettingsProblem::SessionToken(variable) => write!(
                f,
                "{variable} is set beside the TENCENTCLOUD_* keys, so these keys are temporary, \
                 and temporary keys cannot request a token of this service; \
                 set WEDA_SECRET_ID and WEDA_SECRET_KEY to permanent keys",
            ),
            SettingsProblem::NoAddress(text) => write!(
                f,
                "{text:?} is not a URL of a service; write it like https://name or http://127.0.0.1:4010",
            ),
            SettingsProblem::MoreThanAddress(text) => write!(
                f,
                "the URL {text:?} has a user name, a query or a fragment; remove them: keys belong to `ClientBuilder::secret` or WEDA_SECRET_ID and WEDA_SECRET_KEY",
            ),
            SettingsProblem::PlainHttp(text) => write!(
                f,
                "{text:?} would send keys unencrypted to another machine; use https, \
                 or call `ClientBuilder::allow_plain_http` for a private deployment without https",
            ),
            SettingsProblem::EmulatorAndRemote { emulator, remote } => write!(
                f,
                "WEDA_EMULATOR_HOST ({emulator}) and WEDA_BASE_URL ({remote}) name two services, one of them not on this machine; \
                 unset one of them",
            ),
            #[cfg(feature = "tls")]
            SettingsProblem::BadRootCertificate(reason) => write!(
                f,
                "the text given to `ClientBuilder::root_certificates` has no usable certificate: {reason}; pass the content of \
                 a PEM file, with its BEGIN and END lines",
            ),
            #[cfg(feature = "tls")]
            SettingsProblem::BadClientCertificate => f.write_str(
                "the text given to `ClientBuilder::client_certificate` has no certificate with its private key; pass the \
                 content of a PEM file that has both",
            ),
            #[cfg(not(feature = "tls"))]
            SettingsProblem::NoTls(host) => write!(
                f,
                "{host} needs https, and the program was built without TLS; enable the feature `tls` of `weda`",
            ),
            SettingsProblem::BadUserAgent => f.write_str(
                "the text given to `ClientBuilder::user_agent_suffix` has characters other than printable ASCII; write it like \
                 my-program/1.0",
            ),
            SettingsProblem::BadProxy(problem) => write!(f, "{problem}"),
            SettingsProblem::Tls(reason) => write!(
                f,
                "TLS cannot be initialised: {reason}; install the system's certificates (the package is often called ca-certificates)",
            ),
        }
    }
}
