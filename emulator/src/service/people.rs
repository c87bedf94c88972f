//! Users, departments and roles as the calls under `/weda/auth/v1/prod` read them: those of `sys_user` and
//! `sys_department`, and two roles.

use rusqlite::types::Value as Stored;
use serde_json::{Map, Value, json};

use super::{Request, Service, body, known_model, storage};
use crate::answer::Answer;
use crate::envelope::{Code, Rejection};
use crate::percent;
use crate::profile::RoleList;
use crate::route::{People, Stage};

/// The role of administrators and that of all others. Their ids are numbers that a double does not hold.
const ROLES: [(u64, &str, &str); 2] =
    [(1_528_933_366_865_600_513, "系统管理员", "administrator"), (1_528_933_366_865_600_514, "普通成员", "member")];

const UPDATED: &str = "2026-01-01T00:00:00";

impl Service {
    pub(super) fn people(&self, request: &Request<'_>, people: People) -> Result<Answer, Rejection> {
        let data = match people {
            People::Users => {
                let query = parameters(request.query, &["pageNo", "pageSize"])?;
                page(self.users()?, "Total", "UserList", query.get("pageNo"), query.get("pageSize"))?
            }
            People::User => self.user(request.query)?,
            People::Departments => {
                let asked = body(request.body)?;
                let entry = |record: Value| json!({ "DataId": record["_id"], "DataRecord": record.to_string() });
                let departments = self.system("sys_department")?.into_iter().map(entry).collect();
                page(departments, "Total", "DataList", asked.get("PageNo"), asked.get("PageSize"))?
            }
            People::Roles | People::RespelledRoles => {
                self.check_spelling(people)?;
                let asked = body(request.body)?;
                let roles = ROLES.map(|role| self.role(role)).to_vec();
                page(roles, "Total", "RoleList", asked.get("PageNo"), asked.get("PageSize"))?
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
        let uid = query.get("uid").and_then(Value::as_str).ok_or_else(|| {
            Rejection::new(Code::InvalidParameter, "`uid` is missing: send ?uid= and the `_id` of a record of sys_user")
        })?;
        self.users()?.into_iter().find(|user| user["UserId"] == uid).ok_or_else(|| {
            Rejection::new(
                Code::RecordNotFound,
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

/// One page of a list, and how long the list is.
fn page(
    all: Vec<Value>,
    total: &str,
    list: &str,
    number: Option<&Value>,
    size: Option<&Value>,
) -> Result<Value, Rejection> {
    let [number, size] = [(number, 1), (size, 10)].map(|(given, otherwise)| match given {
        None => Ok(otherwise),
        Some(given) => {
            // A query has texts, a body has numbers.
            let whole = given.as_u64().or_else(|| given.as_str()?.parse().ok()).filter(|whole| *whole > 0);
            whole.and_then(|whole| usize::try_from(whole).ok()).ok_or_else(|| {
                let message = format!("{given} is no page number or size: send whole numbers from 1");
                Rejection::new(Code::InvalidParameter, message)
            })
        }
    });
    let (number, size) = (number?, size?);
    let count = all.len();
    let shown: Vec<Value> = all.into_iter().skip((number - 1).saturating_mul(size)).take(size).collect();
    Ok(json!({ total: count, list: shown }))
}

/// The parameters of a query, each of which must be one of those known.
fn parameters(query: &str, known: &[&str]) -> Result<Map<String, Value>, Rejection> {
    let mut all = Map::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(value)) = (percent::decoded(name), percent::decoded(value)) else {
            let message = "the query is not percent-encoded UTF-8: write a percent sign as %25";
            return Err(Rejection::new(Code::InvalidParameter, message));
        };
        if !known.contains(&name.as_str()) {
            let message = format!("the parameter `{name}` is not documented: use {}", known.join(" and "));
            return Err(Rejection::new(Code::InvalidParameter, message));
        }
        all.insert(name, Value::String(value));
    }
    Ok(all)
}
