//! The table of documented error codes: meaning, kind, retry rule and advice.

use std::fmt;

use weda_definition::printable;

use super::kind::Verdict;
use super::{ErrorKind, Retry};

/// Generates the enum, the parser and the look-ups from the table below.
macro_rules! codes {
    ($($text:literal $variant:ident $kind:ident $retry:ident, $meaning:literal => $advice:literal;)+) => {
        /// An error code of the service.
        ///
        /// A code that this version does not know is [`Code::Other`].
        ///
        /// ```
        /// use weda::Code;
        ///
        /// assert_eq!(Code::from("EXCEED_RATELIMIT"), Code::ExceedRatelimit);
        /// assert_eq!(Code::from("NEW_ONE").as_str(), "NEW_ONE");
        /// assert_eq!(Code::ExceedRatelimit.meaning(), Some("too many calls per second"));
        /// ```
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(
                #[doc = concat!("`", $text, "`: ", $meaning, ". Advice: ", $advice, ".")]
                ///
                #[doc = concat!("Kind [`", stringify!($kind), "`](ErrorKind::", stringify!($kind), "), retry rule ")]
                #[doc = concat!("[`", stringify!($retry), "`](Retry::", stringify!($retry), ").")]
                $variant,
            )+
            /// A code that the vendor does not document, as sent by the service.
            Other(String),
        }

        impl Code {
            /// The code as sent by the service.
            pub fn as_str(&self) -> &str {
                match self { $(Code::$variant => $text,)+ Code::Other(text) => text }
            }

            /// The documented meaning; `None` for [`Code::Other`].
            pub fn meaning(&self) -> Option<&'static str> {
                match self { $(Code::$variant => Some($meaning),)+ Code::Other(_) => None }
            }

            /// Kind, retry rule and advice of a code in the table.
            fn exact_verdict(&self) -> Option<Verdict> {
                match self {
                    $(Code::$variant => Some(Verdict { kind: ErrorKind::$kind, repeat: Retry::$retry, advice: $advice }),)+
                    Code::Other(_) => None,
                }
            }
        }

        impl From<&str> for Code {
            fn from(text: &str) -> Code {
                match text { $($text => Code::$variant,)+ _ => Code::Other(text.to_owned()) }
            }
        }

        const TABLE: &[(&str, Code)] = &[$(($text, Code::$variant)),+];
    };
}

codes! {
    // Checks that come before the business service.
    "INVALID_ACCESS_TOKEN" InvalidAccessToken Authentication AfterTokenRefresh, "the access token is wrong or has expired"
        => "a new token was rejected too: check that the keys belong to this environment";
    "ACCESS_TOKEN_EXPIRED" AccessTokenExpired Authentication AfterTokenRefresh, "the access token has expired"
        => "a new token was rejected too: check the clock of the service or of the emulator";
    "BAD_REQUEST" BadRequest InvalidRequest Never, "the request or its body is malformed"
        => "compare the request with the documentation of the call";
    "INVALID_HOST" InvalidHost Settings Never, "the host is wrong"
        => "check the address of the client (WEDA_BASE_URL or `ClientBuilder::base_url`)";
    "INVALID_REGION" InvalidRegion Settings Never, "the region does not match the environment"
        => "check the address of the client (WEDA_BASE_URL or `ClientBuilder::base_url`)";
    "INVALID_ENV" InvalidEnv Settings Never, "the environment is wrong or missing"
        => "check the environment id (WEDA_ENV_ID or `Client::builder`)";
    "INVALID_ENV_STATUS" InvalidEnvStatus Settings Never, "the environment is not in a usable state"
        => "check the state of the environment in the console";
    "INVALID_COMMON_PARAM" InvalidCommonParam InvalidRequest Never, "a common parameter is wrong"
        => "check the environment id and the environment type";
    "INVALID_PARAM" InvalidParam InvalidRequest Never, "a common parameter is wrong"
        => "check the environment id and the environment type";
    "SIGN_PARAM_INVALID" SignParamInvalid Authentication Never, "the key pair or the signature is wrong"
        => "check that the keys are complete and enabled";
    "PERMISSION_DENIED" PermissionDenied Permission Never, "not allowed"
        => "check that the environment is a WeDa environment and that its owner's account owns the keys";
    "REQUEST_FORBIDDEN" RequestForbidden Permission Never, "not allowed"
        => "check the permissions of the account that owns the keys";
    "EXCEED_AUTHORITY" ExceedAuthority Permission Never, "not allowed"
        => "check the permissions of the account that owns the keys";
    "EXCEED_REQUEST_LIMIT" ExceedRequestLimit QuotaExceeded Never, "the quota of the package is exhausted"
        => "wait until the quota renews, or upgrade the package";
    "EXCEED_RATELIMIT" ExceedRatelimit RateLimited AfterBackoff, "too many calls per second"
        => "wait a moment and send fewer calls per second";
    "EXCEED_CONCURRENT_REQUEST_LIMIT" ExceedConcurrentRequestLimit RateLimited AfterBackoff, "too many concurrent calls"
        => "wait a moment and send fewer concurrent calls";
    "EXCEED_REQUEST_SIZE_LIMIT" ExceedRequestSizeLimit InvalidRequest Never, "the body of the request is too large"
        => "send fewer or smaller values per call";
    "EXCEED_MAX_RESPONSE_SIZE" ExceedMaxResponseSize InvalidRequest Unknown, "the answer would be too large"
        => "request fewer records per call";
    "RESOURCE_NOT_FOUND" ResourceAbsent NotFound Never, "no such path or resource"
        => "check the URL and the model's identifier";
    "SYS_ERR" SysErr Service IfIdempotent, "an internal error of the service"
        => "try again later; if it persists, give the request id to the vendor's support";
    "SERVER_TIMEOUT" ServerTimeout Timeout IfIdempotent, "a backend of the service timed out; a write may have been applied"
        => "try again later, and request smaller pages";

    // The business service: data.
    "InvalidParameter" InvalidParameter InvalidRequest Never, "a parameter is wrong, or the value of a field is not allowed"
        => "compare fields and values with the model; if the model has changed, regenerate the types";
    "InvalidParameterValue" InvalidParameterValue InvalidRequest Never, "the value of a parameter or field is not allowed"
        => "compare fields and values with the model; if the model has changed, regenerate the types";
    "FailedOperation.DataSourceOperationAuthFailure" DataSourceOperationAuthFailure Permission Never, "a role or data permission forbids the operation"
        => "change the data permissions of the model in the console";
    "FailedOperation.AddDuplicationErr" AddDuplication Conflict Never, "a unique value or the id already exists"
        => "read the record that has the value, or send another value";
    "FailedOperation.Aggregate" Aggregate InvalidRequest Never, "the parameters of the query are wrong"
        => "compare the filter and the sort order with the model";
    "FailedOperation.FlexdbRequestTimeOut" FlexdbRequestTimeout Timeout IfIdempotent, "the database timed out"
        => "try again later, and request smaller pages";
    "FailedOperation.FlexdbInternalError" FlexdbInternalError Service IfIdempotent, "an internal error of the database"
        => "try again later; if it persists, give the request id to the vendor's support";
    "FailedOperation.FlexdbResourceOverdue" FlexdbResourceOverdue QuotaExceeded Never, "the package or the daily quota of the database is exhausted"
        => "wait until tomorrow, or upgrade the package";
    "ResourceNotFound.DataSourceNotExist" DataSourceNotExist NotFound Never, "no such model, or not published in `prod`"
        => "check the model's identifier and the environment type, and publish the model for `prod`";
    "NotPermission" NotPermission Permission Never, "the user does not exist or has no permission"
        => "check the permissions of the account that owns the keys";

    // Models stored in MySQL.
    "AuthFailure.DataSourceOperationAuthFailure" MysqlOperationAuthFailure Permission Never, "a permission forbids the operation"
        => "change the data permissions of the model in the console";
    "AuthFailure.SetOwnerNotAllowed" SetOwnerNotAllowed Permission Never, "the owner of a record cannot be set"
        => "leave the owner out: the service fills it in";
    "AuthFailure.PermissionNotConfigured" PermissionNotConfigured Permission Never, "the model has no permissions configured"
        => "set the data permissions of the model in the console";
    "AuthFailure.AuthError" AuthError Permission Never, "the permission check failed"
        => "check the permissions of the account that owns the keys";
    "FailedOperation.EmptyDatabaseEndpoint" EmptyDatabaseEndpoint Service Never, "the database is not configured or cannot be reached"
        => "check the state of the database in the console";

    // Users and workflows.
    "UserNotExist" UserNotExist NotFound Never, "no such user"
        => "check the user id";
    "FailedOperation" FailedOperation Service Unknown, "the operation failed"
        => "read the service's message; if it does not help, give the request id to the vendor's support";
    "FailedOperation.UserNoLicense" UserNoLicense QuotaExceeded Never, "the user has no licence"
        => "give the user a licence in the console";
    "FailedOperation.PackageExpired" PackageExpired QuotaExceeded Never, "the package has expired"
        => "renew the package";
    "ResourceInUse" ResourceInUse Conflict Never, "the resource is in use"
        => "read the service's message and release the resource";

    // Classes of the business codes, to which the service may add an undocumented detail.
    "ResourceNotFound" ResourceNotFound NotFound Never, "the requested resource does not exist"
        => "check the identifier, the id and the environment type";
    "AuthFailure" AuthFailure Permission Never, "a permission forbids the operation"
        => "check the permissions of the account that owns the keys";

    // The data-model gateway.
    "AUTH_FAILURE_TOKEN_FAILURE" TokenFailure Authentication AfterTokenRefresh, "the access token is wrong or has expired"
        => "a new token was rejected too: check that the keys belong to this environment";
    "AUTH_FAILURE" ModelAuthFailure Permission Never, "a permission forbids the operation"
        => "check the permissions of the account that owns the keys";
    "UNAUTHORIZED_OPERATION" UnauthorizedOperation Permission Never, "not allowed"
        => "check the permissions of the account that owns the keys";
    "OPERATION_DENIED" OperationDenied Permission Never, "not allowed"
        => "check the permissions of the account that owns the keys";
    "DATA_SOURCE_OP_AUTH_FAILURE" DataSourceOpAuthFailure Permission Never, "a role or data permission forbids the operation"
        => "change the data permissions of the model in the console";
    "DATASOURCE_NOT_EXIST" ModelNotExist NotFound Never, "no such model, or not published in `prod`"
        => "check the model's identifier and the environment type, and publish the model for `prod`";
    "TABLE_NOT_EXIST" TableNotExist NotFound Never, "the model has no table, or is not published in `prod`"
        => "check the model's identifier and the environment type, and publish the model for `prod`";
    "NO_SUCH_VERSION" NoSuchVersion NotFound Never, "no such version of the model, or not published in `prod`"
        => "check the model's identifier and the environment type, and publish the model for `prod`";
    "INVALID_PARAMETER" ModelInvalidParameter InvalidRequest Never, "a parameter is wrong, or the value of a field is not allowed"
        => "compare fields and values with the model; if the model has changed, regenerate the types";
    "INVALID_PARAMETER_VALUE" ModelInvalidParameterValue InvalidRequest Never, "the value of a parameter or field is not allowed"
        => "compare fields and values with the model; if the model has changed, regenerate the types";
    "MISSING_PARAMETER" MissingParameter InvalidRequest Never, "a parameter is missing"
        => "compare the request with the documentation of the call";
    "UNKNOWN_PARAMETER" UnknownParameter InvalidRequest Never, "the request has a parameter that the call does not have"
        => "compare the request with the documentation of the call";
    "UNSUPPORTED_OPERATION" UnsupportedOperation InvalidRequest Never, "the operation is not supported"
        => "compare the request with the documentation of the call";
    "FAILED_OPERATION" ModelFailedOperation Service Unknown, "the operation failed"
        => "read the service's message; if it does not help, give the request id to the vendor's support";
    "FAILED_AGGREGATE" FailedAggregate InvalidRequest Never, "the parameters of the query are wrong"
        => "compare the filter and the sort order with the model";
    "FAILED_OPERATION_CUSTOMIZED_METHODS_ERROR" CustomizedMethodsError Service Unknown, "a custom method of the model failed"
        => "read the service's message and check the method in the console";
    "OPERATION_TIMEOUT" OperationTimeout Timeout IfIdempotent, "the operation timed out; a write may have been applied"
        => "try again later, and request smaller pages";
    "FLEXDB_REQUEST_TIMEOUT" ModelFlexdbRequestTimeout Timeout IfIdempotent, "the database timed out"
        => "try again later, and request smaller pages";
    "FLEXDB_INTERNAL_ERROR" ModelFlexdbInternalError Service IfIdempotent, "an internal error of the database"
        => "try again later; if it persists, give the request id to the vendor's support";
    "FLEXDB_RESOURCE_OVERDUE" ModelFlexdbResourceOverdue QuotaExceeded Never, "the package or the daily quota of the database is exhausted"
        => "wait until tomorrow, or upgrade the package";
    "FLEXDB_READ_LIMIT" FlexdbReadLimit QuotaExceeded Never, "the quota of reads is exhausted"
        => "wait until the quota renews, or upgrade the package";
    "FLEXDB_WRITE_LIMIT" FlexdbWriteLimit QuotaExceeded Never, "the quota of writes is exhausted"
        => "wait until the quota renews, or upgrade the package";
    "REQUEST_LIMIT_EXCEEDED" RequestLimitExceeded RateLimited AfterBackoff, "too many calls per second"
        => "wait a moment and send fewer calls per second";
    "LIMIT_EXCEEDED" LimitExceeded QuotaExceeded Never, "a quota is exhausted"
        => "wait until the quota renews, or upgrade the package";
    "RESOURCE_IN_USE" ModelResourceInUse Conflict Never, "the resource is in use"
        => "read the service's message and release the resource";
    "RESOURCE_UNAVAILABLE" ResourceUnavailable Service Never, "the resource is not available"
        => "check the state of the environment in the console";
    "RESOURCE_INSUFFICIENT" ResourceInsufficient QuotaExceeded Never, "the resources of the environment do not suffice"
        => "upgrade the package";
    "RESOURCE_SOLD_OUT" ResourceSoldOut QuotaExceeded Never, "the resource is sold out"
        => "read the service's message, and try again later";
}

impl Code {
    /// The verdict on a refusal: by the code, else by its class before the dot, else by the status.
    pub(crate) fn verdict(&self, status: u16) -> Verdict {
        self.exact_verdict()
            .or_else(|| {
                let (class, _) = self.as_str().split_once('.')?;
                Code::from(class).exact_verdict()
            })
            .unwrap_or_else(|| Verdict::of_status(status))
    }

    /// The verdict on an unknown code by the one of the table with the same words, or with those of its class. The
    /// data-model gateway answers in both spellings, such as `RequestLimitExceeded` and `REQUEST_LIMIT_EXCEEDED`.
    pub(crate) fn respelled_verdict(&self) -> Option<Verdict> {
        let Code::Other(text) = self else { return None };
        let words = |text: &str| text.replace(['.', '_'], "").to_ascii_lowercase();
        let of = |wanted: &str| {
            let wanted = words(wanted);
            TABLE.iter().find(|(text, _)| words(text) == wanted).and_then(|(_, code)| code.exact_verdict())
        };
        of(text).or_else(|| of(text.split_once('.')?.0))
    }

    /// Returns true if the code comes from a check before the business service, so that nothing was applied.
    pub(crate) fn is_of_gateway(&self) -> bool {
        matches!(
            self,
            Code::InvalidAccessToken
                | Code::AccessTokenExpired
                | Code::BadRequest
                | Code::InvalidHost
                | Code::InvalidRegion
                | Code::InvalidEnv
                | Code::InvalidEnvStatus
                | Code::InvalidCommonParam
                | Code::InvalidParam
                | Code::SignParamInvalid
                | Code::PermissionDenied
                | Code::RequestForbidden
                | Code::ExceedAuthority
                | Code::ExceedRequestLimit
                | Code::ExceedRatelimit
                | Code::ExceedConcurrentRequestLimit
                | Code::ExceedRequestSizeLimit
                | Code::ResourceAbsent
                | Code::TokenFailure
                | Code::RequestLimitExceeded
        )
    }

    /// Returns true if the code means that a model does not exist.
    pub(crate) fn is_of_model(&self) -> bool {
        matches!(self, Code::DataSourceNotExist | Code::ModelNotExist | Code::TableNotExist | Code::NoSuchVersion)
    }

    /// Returns true if the code means that a record does not exist. Models have a code of their own.
    pub(crate) fn is_of_record(&self) -> bool {
        *self != Code::DataSourceNotExist && self.as_str().starts_with("ResourceNotFound")
    }

    /// The retry rule for calls that are refused with this code. An unknown code has the rule of its class, the text before
    /// the dot; without a known class it is [`Retry::Unknown`], unless the HTTP status decides.
    pub fn retry(&self) -> Retry {
        self.verdict(200).repeat
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The service may send any text as a code.
        f.pad(&printable(self.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Gateway as _;
    use crate::protocol::odata::Odata;

    #[test]
    fn every_code_of_the_table_is_parsed_and_printed() {
        for (text, code) in TABLE {
            assert_eq!(&Code::from(*text), code);
            assert_eq!(code.to_string(), *text);
        }
    }

    #[test]
    fn the_verdict_is_by_code_then_by_class_then_by_status() {
        let kind = |code: &str, status| Code::from(code).verdict(status).kind;
        assert_eq!(kind("FailedOperation.AddDuplicationErr", 200), ErrorKind::Conflict);
        assert_eq!(kind("InvalidParameter.FieldTooLong", 200), ErrorKind::InvalidRequest);
        assert_eq!(kind("ResourceNotFound.RecordNotExist", 200), ErrorKind::NotFound);
        assert_eq!(kind("SOMETHING_NEW", 403), ErrorKind::Permission);
        assert_eq!(kind("SOMETHING_NEW", 200), ErrorKind::Service);
    }

    /// Both interfaces may answer with the codes of the other, and with their own words in the other's spelling.
    #[test]
    fn both_spellings_of_a_code_have_one_kind() {
        let verdict = |code: &str| {
            let code = Code::from(code);
            code.respelled_verdict().unwrap_or_else(|| code.verdict(200))
        };
        for (dotted, capital) in [
            ("InvalidParameter", "INVALID_PARAMETER"),
            ("InvalidParameterValue", "INVALID_PARAMETER_VALUE"),
            ("AuthFailure", "AUTH_FAILURE"),
            ("FailedOperation", "FAILED_OPERATION"),
            ("ResourceInUse", "RESOURCE_IN_USE"),
            ("FailedOperation.AddDuplicationErr", "FAILED_OPERATION_ADD_DUPLICATION_ERR"),
            ("FailedOperation.FlexdbRequestTimeOut", "FLEXDB_REQUEST_TIMEOUT"),
            ("FailedOperation.FlexdbInternalError", "FLEXDB_INTERNAL_ERROR"),
            ("FailedOperation.FlexdbResourceOverdue", "FLEXDB_RESOURCE_OVERDUE"),
            ("ResourceNotFound.DataSourceNotExist", "DATASOURCE_NOT_EXIST"),
            ("RequestLimitExceeded", "REQUEST_LIMIT_EXCEEDED"),
            ("OperationTimeout", "OPERATION_TIMEOUT"),
            ("MissingParameter.NewOne", "MISSING_PARAMETER"),
        ] {
            let (one, other) = (verdict(dotted), verdict(capital));
            assert_eq!((one.kind, one.repeat), (other.kind, other.repeat), "{dotted}");
            assert_eq!(Code::from(capital).as_str(), capital, "as sent");
        }
    }

    /// The documented codes that are retried. All others are not.
    #[test]
    fn the_rules_of_the_vendors_codes() {
        let rule = |retry| {
            let codes = TABLE.iter().filter(|(_, code)| code.retry() == retry);
            codes.map(|(text, _)| *text).collect::<Vec<_>>()
        };
        assert_eq!(
            rule(Retry::AfterTokenRefresh),
            ["INVALID_ACCESS_TOKEN", "ACCESS_TOKEN_EXPIRED", "AUTH_FAILURE_TOKEN_FAILURE"]
        );
        assert_eq!(
            rule(Retry::AfterBackoff),
            ["EXCEED_RATELIMIT", "EXCEED_CONCURRENT_REQUEST_LIMIT", "REQUEST_LIMIT_EXCEEDED"]
        );
        assert_eq!(
            rule(Retry::IfIdempotent),
            [
                "SYS_ERR",
                "SERVER_TIMEOUT",
                "FailedOperation.FlexdbRequestTimeOut",
                "FailedOperation.FlexdbInternalError",
                "OPERATION_TIMEOUT",
                "FLEXDB_REQUEST_TIMEOUT",
                "FLEXDB_INTERNAL_ERROR"
            ]
        );
        assert_eq!(
            rule(Retry::Unknown),
            [
                "EXCEED_MAX_RESPONSE_SIZE",
                "FailedOperation",
                "FAILED_OPERATION",
                "FAILED_OPERATION_CUSTOMIZED_METHODS_ERROR"
            ]
        );
        assert_eq!(Code::from("FailedOperation.NewOne").retry(), Retry::Unknown, "by its class");
        assert_eq!(Code::from("InvalidParameter.NewOne").retry(), Retry::Never);
        assert_eq!(Code::from("NEW_ONE").retry(), Retry::Unknown, "unknown");
    }

    /// The text of an error has meaning, kind, rule and advice of the table.
    #[test]
    fn an_error_says_what_the_table_says() {
        for (text, code) in TABLE {
            let body = format!(r#"{{"Response":{{"RequestId":"r","Error":{{"Code":"{text}","Message":"m"}}}}}}"#);
            let error = Odata::default().classify(200, 200, body.as_bytes()).unwrap_err();
            let Verdict { kind, repeat: retry, advice } = code.verdict(200);
            let meaning = code.meaning().unwrap_or_default();
            assert_eq!(
                error.to_string(),
                format!(
                    "the service refused with {text}, {meaning}: \"m\" ({kind:?}, {retry}, HTTP 200, request id r); {advice}"
                )
            );
            assert_eq!((error.kind(), error.retry()), (kind, retry));
        }
    }

    /// All codes of the vendor's pages, for the common checks and for the business service.
    #[test]
    fn the_vendors_tables_are_complete() {
        let common = "INVALID_ACCESS_TOKEN ACCESS_TOKEN_EXPIRED BAD_REQUEST INVALID_HOST INVALID_REGION INVALID_ENV \
             INVALID_ENV_STATUS INVALID_COMMON_PARAM INVALID_PARAM SIGN_PARAM_INVALID PERMISSION_DENIED \
             REQUEST_FORBIDDEN EXCEED_AUTHORITY EXCEED_REQUEST_LIMIT EXCEED_RATELIMIT \
             EXCEED_CONCURRENT_REQUEST_LIMIT EXCEED_REQUEST_SIZE_LIMIT EXCEED_MAX_RESPONSE_SIZE RESOURCE_NOT_FOUND \
             SYS_ERR SERVER_TIMEOUT";
        let business = "InvalidParameter InvalidParameterValue FailedOperation.DataSourceOperationAuthFailure \
             FailedOperation.AddDuplicationErr FailedOperation.Aggregate FailedOperation.FlexdbRequestTimeOut \
             FailedOperation.FlexdbInternalError FailedOperation.FlexdbResourceOverdue \
             ResourceNotFound.DataSourceNotExist NotPermission AuthFailure.DataSourceOperationAuthFailure \
             AuthFailure.SetOwnerNotAllowed AuthFailure.PermissionNotConfigured AuthFailure.AuthError \
             FailedOperation.EmptyDatabaseEndpoint UserNotExist FailedOperation FailedOperation.UserNoLicense \
             FailedOperation.PackageExpired ResourceInUse";
        let model = "AUTH_FAILURE AUTH_FAILURE_TOKEN_FAILURE UNAUTHORIZED_OPERATION DATA_SOURCE_OP_AUTH_FAILURE \
             OPERATION_DENIED INVALID_PARAMETER INVALID_PARAMETER_VALUE MISSING_PARAMETER UNKNOWN_PARAMETER \
             UNSUPPORTED_OPERATION FAILED_OPERATION FAILED_AGGREGATE FAILED_OPERATION_CUSTOMIZED_METHODS_ERROR \
             OPERATION_TIMEOUT LIMIT_EXCEEDED REQUEST_LIMIT_EXCEEDED RESOURCE_NOT_FOUND RESOURCE_UNAVAILABLE \
             RESOURCE_INSUFFICIENT RESOURCE_IN_USE RESOURCE_SOLD_OUT DATASOURCE_NOT_EXIST TABLE_NOT_EXIST \
             NO_SUCH_VERSION FLEXDB_INTERNAL_ERROR FLEXDB_REQUEST_TIMEOUT FLEXDB_RESOURCE_OVERDUE FLEXDB_READ_LIMIT \
             FLEXDB_WRITE_LIMIT";
        for text in [common, business, model].iter().flat_map(|texts| texts.split_whitespace()) {
            let code = Code::from(text);
            assert!(code.meaning().is_some_and(|meaning| !meaning.is_empty()), "{text}");
            assert!(!code.verdict(200).advice.is_empty(), "{text}");
        }
    }
}
