//! The emulated calls on users, departments and roles, which only read.

/// A call under `/weda/auth/v1/prod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UsersCall {
    Users,
    User,
    Departments,
    /// `describeRoelList`, as documented.
    Roles,
    /// `describeRoleList`.
    RespelledRoles,
}

impl UsersCall {
    /// The call with this name in paths.
    pub(crate) fn named(action: &str) -> Option<Self> {
        match action {
            "describeUserList" => Some(UsersCall::Users),
            "describeWedaUser" => Some(UsersCall::User),
            "describeOrgs" => Some(UsersCall::Departments),
            "describeRoelList" => Some(UsersCall::Roles),
            "describeRoleList" => Some(UsersCall::RespelledRoles),
            _ => None,
        }
    }

    pub(crate) fn method(self) -> &'static str {
        match self {
            UsersCall::Users | UsersCall::User => "GET",
            UsersCall::Departments | UsersCall::Roles | UsersCall::RespelledRoles => "POST",
        }
    }

    /// The kind of call, for log and counters.
    pub(crate) fn call(self) -> &'static str {
        match self {
            UsersCall::Users => "users",
            UsersCall::User => "user",
            UsersCall::Departments => "departments",
            UsersCall::Roles | UsersCall::RespelledRoles => "roles",
        }
    }
}
