//! The calls on users, departments and roles under `/weda/auth/v1/prod`: the records of `sys_user` and
//! `sys_department`, and two roles.

mod call;
mod paging;

use rusqlite::types::Value as Stored;
use serde_json::{Value, json};

use super::answer::Answer;
use super::error_response::{ApiError, Code};
use super::request::Request;
use super::service_errors;
use crate::profile::RoleList;
use crate::service::{OperationError, Service};
use crate::stage::Stage;
pub(super) use call::UsersCall;
use paging::{Paging, parameters};

/// The role of administrators and that of all others. Their ids exceed the precision of a double.
const ROLES: [(u64, &str, &str); 2] =
    [(1_528_933_366_865_600_513, "系统管理员", "administrator"), (1_528_933_366_865_600_514, "普通成员", "member")];

const UPDATED: &str = "2026-01-01T00:00:00";

/// Answers a call on users, departments or roles.
pub(super) fn answer(service: &Service, request: &Request<'_>, call: UsersCall) -> Result<Answer, ApiError> {
    Users { service }.answer(request, call)
}

/// The users, departments and roles of a service.
struct Users<'s> {
    service: &'s Service,
}

impl Users<'_> {
    fn answer(&self, request: &Request<'_>, call: UsersCall) -> Result<Answer, ApiError> {
        let data = match call {
            UsersCall::Users => {
                let paging = Paging::of_query(request.query)?;
                paging.page(self.users()?, "UserList")
            }
            UsersCall::User => self.user(request.query)?,
            UsersCall::Departments => {
                let paging = Paging::of_body(request)?;
                let entry = |record: Value| json!({ "DataId": record["_id"], "DataRecord": record.to_string() });
                let departments = self.system("sys_department")?.into_iter().map(entry).collect();
                paging.page(departments, "DataList")
            }
            UsersCall::Roles | UsersCall::RespelledRoles => {
                self.check_spelling(call)?;
                let paging = Paging::of_body(request)?;
                let roles = ROLES.map(|role| self.role(role)).to_vec();
                paging.page(roles, "RoleList")
            }
        };
        Ok(Answer::json(200, &json!({ "Response": { "RequestId": request.id, "Data": data } })))
    }

    /// Returns an error for a spelling of the role list that the profile does not accept.
    fn check_spelling(&self, call: UsersCall) -> Result<(), ApiError> {
        let other = match (self.service.profile().accept.role_list, call) {
            (RoleList::Documented, UsersCall::RespelledRoles) => "describeRoelList",
            (RoleList::Corrected, UsersCall::Roles) => "describeRoleList",
            _ => return Ok(()),
        };
        let message =
            format!("roles are listed at {other}: use that path, or set `accept.role_list` in the emulator's profile");
        Err(ApiError::new(Code::InvalidParameter, message).depends_on("accept.role_list"))
    }

    fn user(&self, query: &str) -> Result<Value, ApiError> {
        let query = parameters(query, &["uid", "source"])?;
        let uid = query.get("uid").ok_or_else(|| {
            ApiError::new(Code::InvalidParameter, "`uid` is missing: send ?uid= and the `_id` of a record of sys_user")
        })?;
        self.users()?.into_iter().find(|user| user["UserId"] == uid.as_str()).ok_or_else(|| {
            ApiError::new(
                Code::UserNotExist,
                format!("there is no user `{uid}`: use the `_id` of a record of sys_user"),
            )
        })
    }

    fn users(&self) -> Result<Vec<Value>, ApiError> {
        let office = self.system("sys_department")?.into_iter().next().map(|record| {
            json!({ "OrgId": record["_id"], "OrgName": record["departmentName"], "OrgIdentity": record["departmentCode"],
                    "Level": record["depth"] })
        });
        let user = |record: Value| {
            let role = ROLES[usize::from(record["internal_user_type"] != 1)];
            let text = |key: &str| json!(record[key].as_str().unwrap_or_default());
            json!({
                "UserId": record["_id"], "Name": text("name"), "Email": text("email"), "Phone": text("phone"),
                "Uuid": text("uuid"), "Type": record["type"], "InternalUserType": record["internal_user_type"],
                "Source": record["source"], "IsLicensed": true, "EnvId": self.service.env_id, "Uin": text("uin"),
                "UserDesc": text("user_desc"), "UserExtend": "{}", "MainOrg": office, "Orgs": Vec::from_iter(&office),
                "RelatedRoles": [{ "Id": role.0, "Name": role.1, "RoleIdentity": role.2, "RoleDesc": "",
                                   "EnvId": self.service.env_id, "UpdateTime": UPDATED }]
            })
        };
        Ok(self.system("sys_user")?.into_iter().map(user).collect())
    }

    fn role(&self, (id, name, identity): (u64, &str, &str)) -> Value {
        json!({
            "Id": id, "Name": name, "RoleIdentity": identity, "RoleDesc": "", "UpdateTime": UPDATED,
            "EnvId": self.service.env_id, "IsReleased": true, "ParentRoleId": null, "ChildRoleId": null, "EnvIdentity": "prod"
        })
    }

    /// The records of a system model.
    fn system(&self, identifier: &str) -> Result<Vec<Value>, ApiError> {
        let api_error = |error: OperationError| service_errors::operation(&error, &self.service.profile());
        let mut session = self.service.session();
        let model = session.model(Stage::Prod, identifier).map_err(api_error)?;
        let value = |stored: &Stored| match stored {
            Stored::Integer(whole) => json!(whole),
            Stored::Real(double) => json!(double),
            Stored::Text(text) => json!(text),
            Stored::Null | Stored::Blob(_) => Value::Null,
        };
        let record = |row: &Vec<Stored>| {
            let members =
                model.columns.iter().zip(row).map(|(column, stored)| (column.field.key.clone(), value(stored)));
            Value::Object(members.collect())
        };
        Ok(session.all(&model).map_err(api_error)?.iter().map(record).collect())
    }
}
