//! Users, departments and roles.

use serde_json::json;
use weda_emulator::Profile;
use weda_emulator::profile::RoleList;

use crate::fixture::{Served, definitions, served, serving_as};

const BASE: &str = "/weda/auth/v1/prod";

fn data(served: &Served, method: &str, call: &str, body: &str) -> serde_json::Value {
    let answer = served.call(method, &format!("{BASE}/{call}"), body);
    assert_eq!(answer.status, 200, "{answer:?}");
    let json = answer.json();
    assert!(json["Response"]["RequestId"].is_string(), "{json}");
    json["Response"]["Data"].clone()
}

/// The member names are as documented, and the values are those of the system models.
#[test]
fn users_and_departments_are_read() {
    let served = served();
    served.emulator.load("sys_user", [json!({ "_id": "u9", "name": "周八", "type": 0 })]).unwrap();
    let users = data(&served, "GET", "describeUserList?pageNo=1&pageSize=2", "");
    assert_eq!((&users["Total"], users["UserList"].as_array().map(Vec::len)), (&json!(5), Some(2)));
    let first = &users["UserList"][0];
    for (key, value) in [
        ("UserId", json!("1700000000000000001")),
        ("Name", json!("王小明")),
        ("Email", json!("xiaoming@example.com")),
        ("Type", json!(0)),
        ("InternalUserType", json!(1)),
        ("EnvId", json!("lowcode-emulator")),
    ] {
        assert_eq!(first[key], value, "{key}");
    }
    assert_eq!(first["MainOrg"]["OrgName"], "总部");
    assert_eq!(first["RelatedRoles"][0]["Id"], 1_528_933_366_865_600_513_u64);
    let last = data(&served, "GET", "describeUserList?pageNo=3&pageSize=2", "");
    assert_eq!(last["UserList"][0]["Name"], "周八");
    assert_eq!(data(&served, "GET", "describeWedaUser?uid=u9&source=4", "")["UserId"], "u9");
    let unknown = served.call("GET", &format!("{BASE}/describeWedaUser?uid=nobody"), "");
    assert_eq!(unknown.business().0, "UserNotExist");

    let departments = data(&served, "POST", "describeOrgs", r#"{"PageNo":2,"PageSize":1}"#);
    assert_eq!((&departments["Total"], departments["DataList"].as_array().map(Vec::len)), (&json!(3), Some(1)));
    let record = departments["DataList"][0]["DataRecord"].as_str().unwrap();
    assert_eq!(serde_json::from_str::<serde_json::Value>(record).unwrap()["departmentName"], "研发部");
    assert_eq!(served.emulator.call_counts()["users"], 2);
}

/// The documents spell it `describeRoelList`; the service may not.
#[test]
fn the_role_list_has_one_spelling_or_both() {
    for (role_list, accepted) in
        [(RoleList::Documented, [true, false]), (RoleList::Corrected, [false, true]), (RoleList::Both, [true, true])]
    {
        let mut profile = Profile::documented();
        profile.accept.role_list = role_list;
        let served = serving_as(definitions(), profile);
        for (call, accepted) in ["describeRoelList", "describeRoleList"].into_iter().zip(accepted) {
            if accepted {
                let roles = data(&served, "POST", call, "{}");
                assert_eq!(
                    (&roles["Total"], roles["RoleList"][0]["Id"].as_u64()),
                    (&json!(2), Some(1_528_933_366_865_600_513))
                );
            } else {
                let message = served.call("POST", &format!("{BASE}/{call}"), "{}").invalid();
                assert!(
                    message.contains("roles are listed at describeRo") && message.contains("`accept.role_list`"),
                    "{message}"
                );
            }
        }
    }
}

#[test]
fn invalid_calls() {
    let served = served();
    let call = |method: &str, call: &str, body: &str| served.call(method, &format!("{BASE}/{call}"), body);
    for query in ["pageNo=0", "pageSize=x", "pageSize=-1", "page=1", "pageNo=%ff"] {
        assert!(!call("GET", &format!("describeUserList?{query}"), "").invalid().is_empty(), "{query}");
    }
    assert!(call("GET", "describeWedaUser", "").invalid().contains("`uid` is missing"));
    assert!(call("POST", "describeOrgs", r#"{"PageNo":0}"#).invalid().contains("send whole numbers from 1"));
    assert_eq!(call("POST", "describeOrgs", "").common().0, "BAD_REQUEST");
    let wrong = call("POST", "describeUserList", "{}");
    assert_eq!((wrong.status, wrong.common().1.contains("use GET")), (405, true));
}

/// Undocumented members, texts for numbers and repeated parameters were accepted.
/// These calls had parsers of their own, which did not decode `+` as a space either.
/// They share the parser of lists now, and accept only documented members.
#[test]
fn undocumented_parameters_are_refused() {
    let served = served();
    served.emulator.load("sys_user", [json!({ "_id": "u 9", "name": "周八" })]).unwrap();
    let call = |method: &str, call: &str, body: &str| served.call(method, &format!("{BASE}/{call}"), body);
    for list in ["describeOrgs", "describeRoelList"] {
        let unknown = call("POST", list, r#"{"PageNo":1,"Keyword":"研"}"#).invalid();
        assert!(unknown.contains("the member `Keyword` is not documented: send PageNo and PageSize"), "{unknown}");
        let text = call("POST", list, r#"{"PageSize":"10"}"#).invalid();
        assert!(text.contains("a text is not a page number or size"), "{text}");
        let query = call("POST", &format!("{list}?PageNo=1"), "{}").invalid();
        assert!(query.contains("the parameter `PageNo` is not documented: leave it out"), "{query}");
    }
    let twice = call("GET", "describeUserList?pageNo=1&pageNo=2", "").invalid();
    assert!(twice.contains("pageNo occurs twice in the query"), "{twice}");
    assert_eq!(data(&served, "GET", "describeWedaUser?uid=u+9", "")["UserId"], "u 9");
}
