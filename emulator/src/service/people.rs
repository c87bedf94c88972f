//! Users, departments and roles as the calls under `/weda/auth/v1/prod` read them: those of `sys_user` and
//! `sys_department`, and two roles.

use std::collections::BTreeMap;

use rusqlite::types::Value as Stored;
use serde_json::{Value, json};

use super::{Request, Service, known_model, members, storage};
use crate::answer::Answer;
use crate::envelope::{Code, Rejection};
use crate::options;
use crate::profile::RoleList;
use crate::route::People;
use crate::stage::Stage;
use crate::validate::found;

/// The role of administrators and that of all others. Their ids are numbers that a double does not hold.
const ROLES: [(u64, &str, &str); 2] =
    [(1_528_933_366_865_600_513, "系统管理员", "administrator"), (1_528_933_366_865_600_514, "普通成员", "member")];

const UPDATED: &str = "2026-01-01T00:00:00";

impl Service {
    pub(super) fn people(&self, request: &Request<'_>, people: People) -> Result<Answer, Rejection> {
        let data = match people {
            People::Users => {
                let paging = Paging::of_query(request.query)?;
                paging.page(self.users()?, "UserList")
            }
            People::User => self.user(request.query)?,
            People::Departments => {
                let paging = Paging::of_body(request)?;
                let entry = |record: Value| json!({ "DataId": record["_id"], "DataRecord": record.to_string() });
                let departments = self.system("sys_department")?.into_iter().map(entry).collect();
                paging.page(departments, "DataList")
            }
            People::Roles | People::RespelledRoles => {
                self.check_spelling(people)?;
                let paging = Paging::of_body(request)?;
                let roles = ROLES.map(|role| self.role(role)).to_vec();
                paging.page(roles, "RoleList")
            }
        };
        Ok(Answer::json(200, &json!({ "Response": { "RequestId": request.id, "Data": data } })))
    }

    /// Refuses the spelling of the role list that the service is said not to have.
    fn check_spelling(&self, people: People) -> Result<(), Rejection> {
        let other = match (self.profile.accept.role_list, people) {
            (RoleList::Documented, People::RespelledRoles) => "describeRoelList",
            (RoleList::Corrected, People::Roles) => "describeRoleList",
            _ => return Ok(()),
        };
        let message =
            format!("roles are listed at {other}: call that, or set `accept.role_list` in the emulator's profile");
        Err(Rejection::new(Code::InvalidParameter, message))
    }

    fn user(&self, query: &str) -> Result<Value, Rejection> {
        let query = parameters(query, &["uid", "source"])?;
        let uid = query.get("uid").ok_or_else(|| {
            Rejection::new(Code::InvalidParameter, "`uid` is missing: send ?uid= and the `_id` of a record of sys_user")
        })?;
        self.users()?.into_iter().find(|user| user["UserId"] == uid.as_str()).ok_or_else(|| {
            Rejection::new(
                Code::UserNotExist,
                format!("there is no user `{uid}`: use the `_id` of a record of sys_user"),
            )
        })
    }

    fn users(&self) -> Result<Vec<Value>, Rejection> {
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
                "Source": record["source"], "IsLicensed": true, "EnvId": self.env_id, "Uin": text("uin"),
                "UserDesc": text("user_desc"), "UserExtend": "{}", "MainOrg": office, "Orgs": Vec::from_iter(&office),
                "RelatedRoles": [{ "Id": role.0, "Name": role.1, "RoleIdentity": role.2, "RoleDesc": "",
                                   "EnvId": self.env_id, "UpdateTime": UPDATED }]
            })
        };
        Ok(self.system("sys_user")?.into_iter().map(user).collect())
    }

    fn role(&self, (id, name, identity): (u64, &str, &str)) -> Value {
        json!({
            "Id": id, "Name": name, "RoleIdentity": identity, "RoleDesc": "", "UpdateTime": UPDATED,
            "EnvId": self.env_id, "IsReleased": true, "ParentRoleId": null, "ChildRoleId": null, "EnvIdentity": "prod"
        })
    }

    /// The records of a system model.
    fn system(&self, identifier: &str) -> Result<Vec<Value>, Rejection> {
        let mut store = self.store();
        let model = known_model(&mut store, Stage::Prod, identifier)?;
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
        Ok(store.all(&model).map_err(storage)?.iter().map(record).collect())
    }
}

/// Which page of a list is asked for.
struct Paging {
    number: usize,
    size: usize,
}

impl Paging {
    /// A query has texts.
    fn of_query(query: &str) -> Result<Self, Rejection> {
        let asked = parameters(query, &["pageNo", "pageSize"])?;
        let whole = |name: &str, otherwise| match asked.get(name) {
            None => Ok(otherwise),
            Some(text) => counted(text.parse().ok(), &format!("`{text}`")),
        };
        Ok(Self { number: whole("pageNo", 1)?, size: whole("pageSize", 10)? })
    }

    /// A body has numbers, and nothing else.
    fn of_body(request: &Request<'_>) -> Result<Self, Rejection> {
        parameters(request.query, &[])?;
        let asked = members(request.body)?;
        if let Some(name) = asked.keys().find(|name| !["PageNo", "PageSize"].contains(&name.as_str())) {
            let message = format!("the member `{name}` is not documented: send PageNo and PageSize, or {{}}");
            return Err(Rejection::new(Code::InvalidParameter, message));
        }
        let whole = |name: &str, otherwise| match asked.get(name) {
            None => Ok(otherwise),
            Some(given) => counted(given.as_u64(), found(given)),
        };
        Ok(Self { number: whole("PageNo", 1)?, size: whole("PageSize", 10)? })
    }

    /// The page of a list, and how long the list is.
    fn page(&self, all: Vec<Value>, list: &str) -> Value {
        let (count, skip) = (all.len(), (self.number - 1).saturating_mul(self.size));
        let shown: Vec<Value> = all.into_iter().skip(skip).take(self.size).collect();
        json!({ "Total": count, list: shown })
    }
}

fn counted(whole: Option<u64>, given: &str) -> Result<usize, Rejection> {
    let whole = whole.filter(|whole| *whole > 0).and_then(|whole| usize::try_from(whole).ok());
    whole.ok_or_else(|| {
        let message = format!("{given} is no page number or size: send whole numbers from 1");
        Rejection::new(Code::InvalidParameter, message)
    })
}

/// The parameters of a query, each of which must be one of those known.
fn parameters(query: &str, known: &[&str]) -> Result<BTreeMap<String, String>, Rejection> {
    let all = options::pairs(query).map_err(|problem| Rejection::new(Code::InvalidParameter, problem))?;
    let Some(name) = all.keys().find(|name| !known.contains(&name.as_str())) else { return Ok(all) };
    let instead = if known.is_empty() { "leave it out".to_owned() } else { format!("use {}", known.join(" and ")) };
    let message = format!("the parameter `{name}` is not documented: {instead}");
    Err(Rejection::new(Code::InvalidParameter, message))
}
