use super::*;
use crate::dynamic::field;
use crate::{EnvType, ErrorKind, Filter, Record};

fn spec(filter: &Filter<Record>, order: &[SortKey]) -> Result<PreparedList, Error> {
    allow_order(order)?;
    let endpoint = Endpoint { base_url: "", env_type: &EnvType::Pre };
    let spec =
        ListSpec { model: "student".into(), filter: filter.expr.as_ref(), order, select: Selection::all, names: None };
    prepare(&ModelApi::default(), endpoint, spec)
}

fn key(field: &'static str, descending: bool) -> SortKey {
    SortKey { field: field.into(), descending, form: RelationStyle::Id }
}

fn body(list: &PreparedList, skip: u64, top: u64) -> String {
    let request = page(Cow::Borrowed(list), Window { skip, top });
    assert_eq!(request.path, "/v1/model/pre/student/list");
    String::from_utf8(request.body.unwrap().to_vec()).unwrap()
}

#[test]
fn a_page_has_filter_fields_order_and_both_numbers() {
    let list = spec(&field("name").eq("a \"b\""), &[key("score", true)]).unwrap();
    assert_eq!(
        body(&list, 400, 200),
        r#"{"filter":{"where":{"name":{"$eq":"a \"b\""}}},"select":{"$master":true},"orderBy":[{"score":"desc"},{"_id":"asc"}],"pageSize":200,"pageNumber":3,"getCount":true}"#
    );
    let list = spec(&field("name").eq("a"), &[key("_id", true), key("_id", false)]).unwrap();
    assert!(body(&list, 0, 1).contains(r#""orderBy":[{"_id":"desc"}]"#), "a repeated field has no effect");
}

/// G9: more than three keys are never sent, and `_id` is one of them.
#[test]
fn three_sort_fields_are_the_most() {
    let all = field("name").ne("a");
    let order = [key("a", false), key("b", true)];
    assert!(body(&spec(&all, &order).unwrap(), 0, 1).contains(r#"[{"a":"asc"},{"b":"desc"},{"_id":"asc"}]"#));
    let order = [key("a", false), key("_id", true), key("b", false)];
    assert!(body(&spec(&all, &order).unwrap(), 0, 1).contains(r#"[{"a":"asc"},{"_id":"desc"},{"b":"asc"}]"#));
    let error = spec(&all, &[key("a", false), key("b", false), key("c", false)]).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (
            ErrorKind::NotEnabled,
            "sorting by `a`, `b`, `c`: the data-model gateway sorts by three fields at most, and `_id` is the last of \
             them, so that pages are stable; call `order_by` at most twice"
        )
    );
    let relation = SortKey { form: RelationStyle::Object, ..key("author", false) };
    assert_eq!(spec(&all, &[relation]).unwrap_err().kind(), ErrorKind::NotEnabled, "G10");
    assert!(spec(&all, &[key("$master", false)]).is_err());
}

#[test]
fn a_lookup_asks_for_a_page_of_values() {
    let endpoint = Endpoint { base_url: "", env_type: &EnvType::Pre };
    let values: Vec<Value> = (0..300).map(|at| Value(crate::value::WireValue::Int(at))).collect();
    let values: Vec<&Value> = values.iter().collect();
    let (list, asked) = any_of(endpoint, "student".into(), "n", &values, Selection::all).unwrap();
    assert_eq!(asked, 200);
    assert!(list.text.contains(r#"{"where":{"n":{"$in":[0,1,2,"#), "{}", list.text);
}
