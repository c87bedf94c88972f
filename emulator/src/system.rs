//! The platform's models in every environment: `sys_user` and `sys_department` with a few records.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use weda_definition::{Definition, Definitions, Level, OptionSets};

use crate::profile::Profile;
use crate::schema::Model;
use crate::stage::Stage;
use crate::store::{CatalogError, Context, Load, Location, Store};
use crate::validate;

const SYS_USER: &str = r#"{
    "type": "object",
    "title": "用户",
    "description": "企业用户，由平台维护，只读",
    "x-primary-column": "name",
    "properties": {
        "_id": { "type": "string", "title": "用户标识", "x-system": true },
        "createdAt": { "type": "number", "format": "datetime", "title": "创建时间", "x-system": true },
        "updatedAt": { "type": "number", "format": "datetime", "title": "更新时间", "x-system": true },
        "owner": { "type": "string", "title": "所有人", "x-system": true },
        "createBy": { "type": "string", "title": "创建人", "x-system": true },
        "updateBy": { "type": "string", "title": "修改人", "x-system": true },
        "name": { "type": "string", "title": "用户名称", "x-system": true },
        "type": { "type": "number", "title": "用户类型", "description": "0 内部，1 外部，2 匿名", "x-system": true },
        "internal_user_type": { "type": "number", "title": "内部用户类型", "description": "1 超级管理员，0 自建", "x-system": true },
        "uin": { "type": "string", "title": "主账号", "x-system": true },
        "sub_uin": { "type": "string", "title": "子账号", "x-system": true },
        "uuid": { "type": "string", "title": "唯一标识", "x-system": true },
        "open_id": { "type": "string", "title": "微信标识", "x-system": true },
        "user_desc": { "type": "string", "title": "描述", "x-system": true },
        "nick_name": { "type": "string", "title": "昵称", "x-system": true },
        "env_id": { "type": "string", "title": "环境", "x-system": true },
        "project_id": { "type": "number", "title": "项目", "x-system": true },
        "corp_id": { "type": "string", "title": "企业", "x-system": true },
        "source": { "type": "number", "title": "来源", "x-system": true },
        "wechat_user_id": { "type": "string", "title": "企业微信标识", "x-system": true },
        "email": { "type": "string", "title": "邮箱", "x-system": true },
        "phone": { "type": "string", "title": "手机号", "x-system": true }
    }
}"#;

const SYS_DEPARTMENT: &str = r#"{
    "type": "object",
    "title": "部门",
    "description": "企业部门，由平台维护，只读",
    "x-primary-column": "departmentName",
    "properties": {
        "_id": { "type": "string", "title": "部门标识", "x-system": true },
        "createdAt": { "type": "number", "format": "datetime", "title": "创建时间", "x-system": true },
        "updatedAt": { "type": "number", "format": "datetime", "title": "更新时间", "x-system": true },
        "owner": { "type": "string", "title": "所有人", "x-system": true },
        "createBy": { "type": "string", "title": "创建人", "x-system": true },
        "updateBy": { "type": "string", "title": "修改人", "x-system": true },
        "departmentCode": { "type": "string", "title": "部门编码", "x-unique": true, "x-system": true },
        "departmentName": { "type": "string", "title": "部门名称", "x-unique": true, "x-system": true },
        "depth": { "type": "number", "title": "层级", "x-system": true },
        "departmentParentCode": { "type": "string", "title": "上级部门", "x-system": true },
        "departmentOwnerList": { "type": "array", "title": "负责人", "items": { "type": "string" }, "x-system": true }
    }
}"#;

/// The time of all built-in records: 2026-01-01 in Beijing.
const CREATED_AT: i64 = 1_767_196_800_000;

/// Opens a store with these models and the built-in ones, with the built-in records.
///
/// A definition of a system model replaces the built-in one; its records then have only the fields that it declares.
pub(crate) fn store(
    location: &Location,
    definitions: Definitions,
    option_sets: OptionSets,
    env_id: &str,
    profile: &Profile,
) -> Result<Store, CatalogError> {
    let built_in =
        [("sys_user", SYS_USER, users(env_id, profile)), ("sys_department", SYS_DEPARTMENT, departments(profile))];
    let defined = built_in.iter().map(|(identifier, text, _)| {
        Definition::parse(identifier, &format!("built-in/{identifier}.json"), text)
            .expect("a constant that the tests parse")
    });
    let mut store = Store::open(location, defined.chain(definitions).collect(), option_sets)?;
    for (identifier, _, records) in built_in {
        let Some(model) = store.model(Stage::Prod, identifier)? else { continue };
        // A file has them already, or other records in their place.
        if !store.is_empty(&model)? {
            continue;
        }
        for record in records {
            let context = Context::of(profile, Timestamp::UNIX_EPOCH);
            let bodies = vec![fit_to_model(record, &model)];
            let load = Load { model: Arc::clone(&model), bodies, links: Vec::new() };
            if let Err((_, error)) = store.load(&load, context) {
                tracing::warn!("a built-in record of `{identifier}` was skipped: {error}");
            }
        }
    }
    Ok(store)
}

/// The record without the members that do not fit the model's definition.
fn fit_to_model(record: Value, model: &Model) -> Map<String, Value> {
    let Value::Object(mut members) = record else { return Map::new() };
    members.retain(|key, value| {
        model.column(key).is_some_and(|column| validate::check(column, value, Level::Enforced.into()).is_ok())
    });
    members
}

fn users(env_id: &str, profile: &Profile) -> Vec<Value> {
    let people = [
        (profile.identity.user.as_str(), "王小明", "xiaoming", 0, 1, "13800000001"),
        ("1700000000000000002", "李娜", "lina", 0, 0, "13800000002"),
        ("1700000000000000003", "张伟", "zhangwei", 0, 0, "13900000003"),
        ("1700000000000000004", "陈静", "chenjing", 1, 0, ""),
    ];
    let user = |(id, name, login, kind, internal, phone): (&str, &str, &str, i64, i64, &str)| {
        json!({
            "_id": id, "createdAt": CREATED_AT, "updatedAt": CREATED_AT,
            "owner": profile.identity.user, "createBy": profile.identity.user, "updateBy": profile.identity.user,
            "name": name, "type": kind, "internal_user_type": internal, "uin": "100000000001",
            "sub_uin": "100000000001", "uuid": login, "user_desc": "", "env_id": env_id, "source": 1,
            "email": format!("{login}@example.com"), "phone": phone
        })
    };
    people.into_iter().map(user).collect()
}

fn departments(profile: &Profile) -> Vec<Value> {
    let places = [
        ("1700000000000000101", "D001", "总部", 1, ""),
        ("1700000000000000102", "D002", "研发部", 2, "D001"),
        ("1700000000000000103", "D003", "市场部", 2, "D001"),
    ];
    let department = |(id, code, name, depth, parent): (&str, &str, &str, i64, &str)| {
        json!({
            "_id": id, "createdAt": CREATED_AT, "updatedAt": CREATED_AT,
            "owner": profile.identity.user, "createBy": profile.identity.user, "updateBy": profile.identity.user,
            "departmentCode": code, "departmentName": name, "depth": depth, "departmentParentCode": parent,
            "departmentOwnerList": "[]"
        })
    };
    places.into_iter().map(department).collect()
}
