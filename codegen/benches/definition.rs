//! The definition of each model: 20 fields and an id.

use serde_json::{Map, Value, json};

/// The text of the definition file; `more` fields follow the others.
pub fn definition(number: usize, more: usize) -> String {
    let fields = fields().map(|(name, title, form)| (name.to_owned(), title, form));
    let more = (1..=more).map(|number| (format!("more{number}"), "补充", text()));
    let mut properties = declared(fields.into_iter().chain(more));
    let id = json!({ "type": "string", "title": "数据标识", "x-system": true, "x-unique": true });
    properties.insert("_id".to_owned(), id);
    let definition = json!({
        "type": "object", "title": format!("报修单{number}"), "x-primary-column": "title",
        "required": ["orderNumber", "title", "reporter"], "properties": properties,
    });
    format!("{definition:#}\n")
}

fn fields() -> [(&'static str, &'static str, Value); 20] {
    let state = json!({ "type": "string", "format": "x-enum", "enum": ["待处理", "处理中", "已完成"] });
    [
        ("orderNumber", "报修编号", text()),
        ("title", "标题", text()),
        ("reporter", "报修人", text()),
        ("phone", "联系电话", text()),
        ("email", "邮箱", text()),
        ("building", "楼栋", text()),
        ("handler", "维修人", text()),
        ("material", "所用材料", text()),
        ("remark", "备注", text()),
        ("review", "评价", text()),
        ("floor", "楼层", integer()),
        ("visits", "上门次数", integer()),
        ("minutes", "用时", integer()),
        ("totalCost", "总费用", json!({ "type": "number" })),
        ("rating", "评分", json!({ "type": "number" })),
        ("isUrgent", "是否紧急", json!({ "type": "boolean" })),
        ("isPaid", "是否已付", json!({ "type": "boolean" })),
        ("state", "状态", state),
        ("keywords", "关键词", json!({ "type": "array", "items": { "type": "string" } })),
        ("room", "房间", room()),
    ]
}

fn room() -> Value {
    let members = [
        ("campus", "校区", text()),
        ("roomNumber", "房号", text()),
        ("floor", "楼层", integer()),
        ("bedCount", "床位数", integer()),
        ("floorArea", "面积", json!({ "type": "number" })),
        ("isShared", "是否合住", json!({ "type": "boolean" })),
    ];
    let members = declared(members.into_iter().map(|(name, title, form)| (name.to_owned(), title, form)));
    json!({ "type": "object", "properties": members })
}

/// Fields with titles and positions, since this map does not preserve their order.
fn declared<'t>(fields: impl Iterator<Item = (String, &'t str, Value)>) -> Map<String, Value> {
    let declared = fields.enumerate().map(|(place, (name, title, mut form))| {
        form["title"] = title.into();
        form["x-index"] = place.into();
        (name, form)
    });
    declared.collect()
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn integer() -> Value {
    json!({ "type": "number", "numberCount": 0 })
}
