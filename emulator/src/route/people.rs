//! The calls about users, departments and roles that are emulated: those that read.

/// What is asked for under `/weda/auth/v1/prod`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum People {
    Users,
    User,
    Departments,
    /// `describeRoelList`, as the document spells it.
    Roles,
    /// `describeRoleList`.
    RespelledRoles,
}

impl People {
    /// The call with this name in paths.
    pub(super) fn named(action: &str) -> Option<Self> {
        match action {
            "describeUserList" => Some(People::Users),
            "describeWedaUser" => Some(People::User),
            "describeOrgs" => Some(People::Departments),
            "describeRoelList" => Some(People::Roles),
            "describeRoleList" => Some(People::RespelledRoles),
            _ => None,
        }
    }

    pub(super) fn method(self) -> &'static str {
        match self {
            People::Users | People::User => "GET",
            People::Departments | People::Roles | People::RespelledRoles => "POST",
        }
    }

    /// What the log and the counters call it.
    pub(super) fn call(self) -> &'static str {
        match self {
            People::Users => "users",
            People::User => "user",
            People::Departments => "departments",
            People::Roles | People::RespelledRoles => "roles",
        }
    }
}
