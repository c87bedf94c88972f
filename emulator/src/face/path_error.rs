//! The errors of paths, and the parts of the API that are not emulated.

use std::fmt;

use super::error_response::{ApiError, Code};

/// Reasons why a path is refused.
pub(crate) enum PathError<'p> {
    Encoding,
    Key,
    Unknown,
    /// The environment type.
    Stage(&'p str),
}

impl PathError<'_> {
    pub(crate) fn error(self) -> ApiError {
        match self {
            PathError::Unknown => ApiError::new(Code::ResourceNotFound, self).status(404),
            PathError::Encoding | PathError::Key => ApiError::new(Code::BadRequest, self),
            PathError::Stage(_) => ApiError::new(Code::InvalidEnv, self),
        }
    }
}

impl fmt::Display for PathError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PathError::Encoding => {
                "the path is not percent-encoded UTF-8; encode each byte as %XX, a percent sign as %25"
            }
            PathError::Key => {
                "the record id in the path is invalid; write it as ('id') right after the model, with quotes in it doubled"
            }
            PathError::Unknown => {
                "there is nothing at this path; records are at /weda/odata/v1/{pre or prod}/{model} and \
                 /weda/odata/v1/{pre or prod}/{model}('{id}'), batches at /weda/odata/v1/batch/{pre or prod}/{model}, \
                 schemas at /weda/model/v1/getSchemaList, option sets at /weda/model/v1/describeOptionSet, tokens at \
                 /auth/v1/token/clientCredential"
            }
            PathError::Stage(name) => {
                return write!(f, "`{name}` is not an environment type: use pre (trial) or prod (live) in the path");
            }
        })
    }
}

/// Documented parts of the Open API that the emulator does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotEmulated {
    Users,
    Workflow,
}

impl fmt::Display for NotEmulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotEmulated::Users => {
                "this call about users, departments or roles is not emulated; read them with describeUserList, \
                 describeWedaUser, describeOrgs and describeRoelList under /weda/auth/v1/prod, or list sys_user"
            }
            NotEmulated::Workflow => "workflow calls are not emulated; test them against a real environment",
        })
    }
}
