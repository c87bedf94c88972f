//! Requests about one or several records, and about definitions.
//!
//! Source: "HTTP API", data models.

use http::Method;

use super::list::select;
use super::{ModelApi, filter, unavailable};
use crate::Error;
use crate::codec::Writer;
use crate::filter::Expr;
use crate::protocol::operation::{Action, Operation, Records};
use crate::protocol::{Endpoint, names};
use crate::request::{Idempotency, OperationKind, Request};

/// Returns the path of an operation on a model.
pub(super) fn path(endpoint: Endpoint<'_>, model: &str, operation: &str) -> Result<String, Error> {
    let mut path = String::with_capacity(64);
    path.push_str("/v1/model/");
    path.push_str(endpoint.env_type.as_ref());
    path.push('/');
    names::model(model, &mut path)?;
    path.push('/');
    path.push_str(operation);
    Ok(path)
}

pub(super) fn request(gateway: &ModelApi, endpoint: Endpoint<'_>, operation: Operation<'_>) -> Result<Request, Error> {
    let Operation { model, action } = operation;
    let matching = |expr: Option<&Expr>| condition(expr, gateway);
    let (kind, idempotency) = action.meaning();
    let record = action.record().map(str::to_owned);
    let filter = |records: Records<'_>| match records.only() {
        Some("") => Err(names::no_id(&model)),
        _ => Ok(by_id(records)),
    };
    let (method, name, body) = match &action {
        Action::Get(id, fields) => {
            let filter = filter(Records::One(id))?;
            (Method::POST, "get", object(&[("filter", &filter), ("select", &select(&fields()))]))
        }
        Action::Create(row) => (Method::POST, "create", object(&[("data", row)])),
        Action::CreateMany(rows) => (Method::POST, "createMany", object(&[("data", &list(rows))])),
        Action::Update(records, row) => {
            let name = if records.only().is_some() { "update" } else { "updateMany" };
            (Method::PUT, name, object(&[("data", row), ("filter", &filter(*records)?)]))
        }
        Action::Delete(records) => {
            let name = if records.only().is_some() { "delete" } else { "deleteMany" };
            (Method::POST, name, object(&[("filter", &filter(*records)?)]))
        }
        Action::Upsert { create, update, filter } => {
            let members = [("create", *create), ("update", *update), ("filter", &matching(Some(filter))?)];
            (Method::POST, "upsert", object(&members))
        }
        Action::Change { id: "", .. } => return Err(names::no_id(&model)),
        Action::Change { filter, row, .. } => {
            (Method::PUT, "update", object(&[("data", *row), ("filter", &matching(Some(filter))?)]))
        }
        Action::UpdateWhere(filter, row) => {
            (Method::PUT, "updateMany", object(&[("data", *row), ("filter", &matching(*filter)?)]))
        }
        Action::DeleteWhere(filter) => (Method::POST, "deleteMany", object(&[("filter", &matching(*filter)?)])),
    };
    Ok(Request {
        method,
        path: path(endpoint, &model, name)?,
        body: Some(body.into()),
        expect: 200,
        operation: kind,
        model: Some(model),
        record,
        idempotency,
    })
}

/// Creates the request for a definition, or for all. Its path is documented with `prod` alone.
pub(super) fn definition(model: Option<&str>) -> Result<Request, Error> {
    let mut path = "/v1/model/datasource/prod/schemaList".to_owned();
    if let Some(model) = model {
        path.push_str("?dataSourceNameList=");
        names::model(model, &mut path)?;
    }
    Ok(Request {
        method: Method::GET,
        path,
        body: None,
        expect: 200,
        operation: OperationKind::Read,
        model: None,
        record: None,
        idempotency: Idempotency::Read,
    })
}

/// Returns the filter for records by their ids.
fn by_id(records: Records<'_>) -> Vec<u8> {
    let mut out = Writer::with_capacity(64);
    out.raw(r#"{"where":{"_id":{"#);
    match records {
        Records::One(id) | Records::Counted(&[id]) => {
            out.raw(r#""$eq":"#);
            out.text(id);
        }
        Records::Counted(ids) => {
            out.raw(r#""$in":"#);
            out.list(ids, |out, id| out.text(id));
        }
    }
    out.raw("}}}");
    out.finish().expect("it has no number")
}

/// Returns the filter of a write, which is not a constant; `None` for every record.
fn condition(expr: Option<&Expr>, gateway: &ModelApi) -> Result<Vec<u8>, Error> {
    let members = match expr {
        // A service that ignores `relateWhere` in a write would write to all other records.
        Some(expr) => match expr.relation() {
            Some(field) => return Err(unavailable::matches_in_write(field)),
            None => filter::members(expr, gateway)?,
        },
        None => r#""where":{}"#.to_owned(),
    };
    Ok(format!("{{{members}}}").into_bytes())
}

/// Returns an object of members that are JSON.
fn object(members: &[(&str, &[u8])]) -> Vec<u8> {
    let length: usize = members.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    let mut out = Vec::with_capacity(length + 1);
    for (name, value) in members {
        out.extend_from_slice(if out.is_empty() { b"{\"" } else { b",\"" });
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b"\":");
        out.extend_from_slice(value);
    }
    out.push(b'}');
    out
}

/// Returns a list of rows that are JSON.
fn list(rows: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.iter().map(|row| row.len() + 1).sum::<usize>() + 2);
    out.push(b'[');
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(row);
    }
    out.push(b']');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EnvType;
    use crate::dynamic::field;
    use crate::protocol::operation::Selection;

    fn sent(action: Action<'_>) -> String {
        let endpoint = Endpoint { base_url: "", env_type: &EnvType::Prod };
        let request = request(&ModelApi::default(), endpoint, Operation { model: "student".into(), action }).unwrap();
        format!("{} {} {}", request.method, request.path, String::from_utf8_lossy(&request.body.unwrap()))
    }

    /// As the vendor's own client sends them.
    #[test]
    fn each_operation_has_its_documented_form() {
        let row = || br#"{"name":"a"}"#.as_slice().into();
        let named_a = field("name").eq("a").expr.unwrap();
        let named: fn() -> Selection = || Selection { fields: Some(&["name", "author"]), ..Selection::all() };
        let related: fn() -> Selection = || Selection { relations: vec!["author"], ..Selection::all() };
        for (action, expected) in [
            (
                Action::Get("A1", Selection::all),
                r#"POST /v1/model/prod/student/get {"filter":{"where":{"_id":{"$eq":"A1"}}},"select":{"$master":true}}"#,
            ),
            (
                Action::Get("A\"1", named),
                r#"POST /v1/model/prod/student/get {"filter":{"where":{"_id":{"$eq":"A\"1"}}},"select":{"_id":true,"name":true,"author":true}}"#,
            ),
            (
                Action::Get("A1", related),
                r#"POST /v1/model/prod/student/get {"filter":{"where":{"_id":{"$eq":"A1"}}},"select":{"$master":true,"author":true}}"#,
            ),
            (Action::Create(row()), r#"POST /v1/model/prod/student/create {"data":{"name":"a"}}"#),
            (
                Action::CreateMany(&[br#"{"name":"a"}"#, br#"{"name":"b"}"#]),
                r#"POST /v1/model/prod/student/createMany {"data":[{"name":"a"},{"name":"b"}]}"#,
            ),
            (
                Action::Update(Records::One("A1"), row()),
                r#"PUT /v1/model/prod/student/update {"data":{"name":"a"},"filter":{"where":{"_id":{"$eq":"A1"}}}}"#,
            ),
            (
                Action::Update(Records::Counted(&["A1"]), row()),
                r#"PUT /v1/model/prod/student/update {"data":{"name":"a"},"filter":{"where":{"_id":{"$eq":"A1"}}}}"#,
            ),
            (
                Action::Update(Records::Counted(&["A1", "A2"]), row()),
                r#"PUT /v1/model/prod/student/updateMany {"data":{"name":"a"},"filter":{"where":{"_id":{"$in":["A1","A2"]}}}}"#,
            ),
            (
                Action::Delete(Records::One("A1")),
                r#"POST /v1/model/prod/student/delete {"filter":{"where":{"_id":{"$eq":"A1"}}}}"#,
            ),
            (
                Action::Upsert { create: br#"{"name":"a"}"#, update: br#"{"score":2}"#, filter: &named_a },
                r#"POST /v1/model/prod/student/upsert {"create":{"name":"a"},"update":{"score":2},"filter":{"where":{"name":{"$eq":"a"}}}}"#,
            ),
            (
                Action::Change { id: "A1", filter: &named_a, row: br#"{"score":1}"# },
                r#"PUT /v1/model/prod/student/update {"data":{"score":1},"filter":{"where":{"name":{"$eq":"a"}}}}"#,
            ),
            (
                Action::UpdateWhere(Some(&named_a), br#"{"score":1}"#),
                r#"PUT /v1/model/prod/student/updateMany {"data":{"score":1},"filter":{"where":{"name":{"$eq":"a"}}}}"#,
            ),
            (
                Action::DeleteWhere(Some(&named_a)),
                r#"POST /v1/model/prod/student/deleteMany {"filter":{"where":{"name":{"$eq":"a"}}}}"#,
            ),
            (Action::DeleteWhere(None), r#"POST /v1/model/prod/student/deleteMany {"filter":{"where":{}}}"#),
            (
                Action::Delete(Records::Counted(&["A1", "A2"])),
                r#"POST /v1/model/prod/student/deleteMany {"filter":{"where":{"_id":{"$in":["A1","A2"]}}}}"#,
            ),
        ] {
            assert_eq!(sent(action), expected);
        }
    }

    /// A service that ignores such a condition in a write would write to other records, too.
    #[test]
    fn a_write_by_filter_does_not_go_through_a_relation() {
        let related = field("name").eq("a").expr.unwrap().of_related("author", false);
        let endpoint = Endpoint { base_url: "", env_type: &EnvType::Prod };
        for action in [Action::DeleteWhere(Some(&related)), Action::UpdateWhere(Some(&related), br#"{"a":1}"#)] {
            let refused =
                request(&ModelApi::default(), endpoint, Operation { model: "post".into(), action }).unwrap_err();
            assert!(refused.to_string().contains("`matches` on field `author` in a write"), "{refused}");
        }
    }

    /// The path of a model with other characters is another path.
    #[test]
    fn names_cannot_change_the_path() {
        let endpoint = Endpoint { base_url: "", env_type: &EnvType::Pre };
        for model in ["", "a/b", "a?b", "..", "a b"] {
            assert!(path(endpoint, model, "list").is_err(), "{model}");
            assert!(definition(Some(model)).is_err(), "{model}");
        }
        assert_eq!(path(endpoint, "学生", "list").unwrap(), "/v1/model/pre/%E5%AD%A6%E7%94%9F/list");
    }
}
