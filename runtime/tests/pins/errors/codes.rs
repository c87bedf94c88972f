//! All documented codes of the service, and undocumented ones.

use weda::Code;

use super::calls;
use super::{Built, Case};
use crate::service::Reply;

const DOCUMENTED: [&str; 43] = [
    "INVALID_ACCESS_TOKEN",
    "ACCESS_TOKEN_EXPIRED",
    "BAD_REQUEST",
    "INVALID_HOST",
    "INVALID_REGION",
    "INVALID_ENV",
    "INVALID_ENV_STATUS",
    "INVALID_COMMON_PARAM",
    "INVALID_PARAM",
    "SIGN_PARAM_INVALID",
    "PERMISSION_DENIED",
    "REQUEST_FORBIDDEN",
    "EXCEED_AUTHORITY",
    "EXCEED_REQUEST_LIMIT",
    "EXCEED_RATELIMIT",
    "EXCEED_CONCURRENT_REQUEST_LIMIT",
    "EXCEED_REQUEST_SIZE_LIMIT",
    "EXCEED_MAX_RESPONSE_SIZE",
    "RESOURCE_NOT_FOUND",
    "SYS_ERR",
    "SERVER_TIMEOUT",
    "InvalidParameter",
    "InvalidParameterValue",
    "FailedOperation.DataSourceOperationAuthFailure",
    "FailedOperation.AddDuplicationErr",
    "FailedOperation.Aggregate",
    "FailedOperation.FlexdbRequestTimeOut",
    "FailedOperation.FlexdbInternalError",
    "FailedOperation.FlexdbResourceOverdue",
    "ResourceNotFound.DataSourceNotExist",
    "NotPermission",
    "AuthFailure.DataSourceOperationAuthFailure",
    "AuthFailure.SetOwnerNotAllowed",
    "AuthFailure.PermissionNotConfigured",
    "AuthFailure.AuthError",
    "FailedOperation.EmptyDatabaseEndpoint",
    "UserNotExist",
    "FailedOperation",
    "FailedOperation.UserNoLicense",
    "FailedOperation.PackageExpired",
    "ResourceInUse",
    "ResourceNotFound",
    "AuthFailure",
];

const UNDOCUMENTED: [&str; 8] = [
    "NEW_ONE",
    "FailedOperation.New",
    "ResourceNotFound.New",
    "AuthFailure.New",
    "InvalidParameter.New",
    "InvalidParameterValue.New",
    "LimitExceeded",
    "新\u{1b}[31m",
];

fn refusal(status: u16, code: &str) -> Reply {
    let body = serde_json::json!({ "code": code, "requestId": "service-7", "message": "它说\u{1b}[31m不" });
    Reply::Whole(status, "", body.to_string().into_bytes())
}

pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for code in DOCUMENTED {
        assert!(Code::from(code).meaning().is_some(), "{code} is documented");
        cases.push(Case::new(format!("get: {code} under 200"), calls::get, [refusal(200, code)]).in_parts());
        cases.push(Case::new(format!("create: {code} under 400"), calls::create, [refusal(400, code)]));
        cases.push(Case::new(format!("update: {code} under 500"), calls::update, [refusal(500, code)]));
        let token = Case::new(format!("token: {code} under 403"), calls::get, []);
        let client =
            if code.contains("RATELIMIT") || code.contains("CONCURRENT") { Built::TokenLater } else { Built::Plain };
        cases.push(token.token(refusal(403, code)).by(client));
    }
    for code in UNDOCUMENTED {
        for (status, make, name) in [
            (200, calls::get as super::Make, "get"),
            (404, calls::get, "get"),
            (401, calls::create, "create"),
            (400, calls::create, "create"),
            (429, calls::delete, "delete"),
            (503, calls::update, "update"),
        ] {
            let name = format!("{name}: {} under {status}", code.escape_debug());
            cases.push(Case::new(name, make, [refusal(status, code)]).in_parts());
        }
        cases.push(
            Case::new(format!("token: {} under 200", code.escape_debug()), calls::get, []).token(refusal(200, code)),
        );
    }
    cases
}
