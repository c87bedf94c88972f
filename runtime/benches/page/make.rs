//! Generates pages from a fixed seed: 20 fields per record, some of them null, about 585 bytes.

use std::cell::Cell;

use serde_json::{Value, json};
use weda::GatewayKind;

/// The form of a page.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    /// The keys in one order, as databases print them.
    Plain,
    /// Five unknown keys in every record.
    Unknown,
    /// Every record begins with another key.
    Rotated,
}

/// The text of a page as the gateway answers it.
pub fn page(records: usize, form: Form, gateway: GatewayKind) -> Vec<u8> {
    let dice = Dice(Cell::new(0x5eed));
    let records: Vec<String> = (0..records).map(|at| record(&dice, at, form, gateway)).collect();
    list(&records, gateway)
}

/// The text of a page of these records.
pub fn list(records: &[String], gateway: GatewayKind) -> Vec<u8> {
    let count = records.len();
    let records = records.join(",");
    let text = match gateway {
        GatewayKind::Model => {
            format!(r#"{{"data":{{"records":[{records}],"total":{count}}},"requestId":"{REQUEST_ID}"}}"#)
        }
        _ => format!(r##"{{"@odata.context":"$metadata#repair","@odata.count":{count},"value":[{records}]}}"##),
    };
    text.into_bytes()
}

/// The request id of the gateway's answers.
pub const REQUEST_ID: &str = "f0a1b2c3-d4e5-4f60-8172-93a4b5c6d7e8";

/// SplitMix64: the same numbers everywhere.
struct Dice(Cell<u64>);

impl Dice {
    fn roll(&self, sides: u64) -> u64 {
        self.0.set(self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        let mut bits = self.0.get();
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (bits ^ (bits >> 31)) % sides
    }

    fn pick<'t>(&self, texts: &[&'t str]) -> &'t str {
        texts[self.roll(texts.len() as u64) as usize]
    }

    /// Null once in eight times.
    fn maybe(&self, value: Value) -> Value {
        if self.roll(8) == 0 { Value::Null } else { value }
    }
}

fn record(dice: &Dice, at: usize, form: Form, gateway: GatewayKind) -> String {
    let mut members = members(dice, gateway);
    if form == Form::Unknown {
        for (place, key) in ["owner", "_mainDep", "updateBy", "_openid", "updatedAt"].into_iter().enumerate() {
            let value = if place == 4 { json!(1_732_290_000_000_u64 + dice.roll(1000)) } else { json!(hex(dice)) };
            members.insert(place * 5, (key, value));
        }
    }
    if form == Form::Rotated {
        let places = members.len();
        members.rotate_left(at % places);
    }
    let members: Vec<String> = members.into_iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}

fn members(dice: &Dice, gateway: GatewayKind) -> Vec<(&'static str, Value)> {
    let family = dice.pick(&["李", "王", "张", "刘", "陈", "欧阳"]);
    let reporter = format!("{family}{}", dice.pick(&["四", "小明", "丽华", "建国"]));
    let phone = format!("138{:08}", dice.roll(100_000_000));
    let email = format!("student{}@example.com", dice.roll(100_000));
    let building = format!("{}号宿舍楼", dice.roll(30) + 1);
    let title = dice.pick(&["水龙头漏水", "slow Wi-Fi", "空调不制冷", "door lock"]);
    let note = dice.pick(&["请在下午五点以后上门", "spare key at the front desk", "上次修过一次，\"又坏了\"", ""]);
    let material = dice.pick(&["密封圈 x2", "LED tube, 18 W", "门锁 B-204 + 螺丝"]);
    let floor = dice.roll(20) + 1;
    let tags = json!([dice.pick(&["水电", "家具", "网络"]), dice.pick(&["宿舍", "教室"])]);
    let room = json!({ "campus": dice.pick(&["西湖校区", "North campus"]), "roomNumber": format!("{floor}{:02}", dice.roll(40)),
        "floor": floor, "bedCount": dice.roll(6) + 1, "floorArea": dice.roll(4000) as f64 / 100.0 + 10.0, "isShared": dice.roll(2) == 0 });
    // OData has lists and objects as JSON text.
    let nested = |value: Value| if gateway == GatewayKind::Model { value } else { json!(value.to_string()) };
    vec![
        ("_id", json!(hex(dice))),
        ("orderNumber", json!(format!("BX{:012}", dice.roll(1_000_000_000_000)))),
        ("title", json!(title)),
        ("reporter", dice.maybe(json!(reporter))),
        ("contactPhone", dice.maybe(json!(phone))),
        ("contactEmail", dice.maybe(json!(email))),
        ("building", dice.maybe(json!(building))),
        ("createdAt", json!(1_700_000_000_000_u64 + dice.roll(30_000_000_000))),
        ("floor", dice.maybe(json!(floor))),
        ("spentMinutes", dice.maybe(json!(dice.roll(500)))),
        ("totalCost", dice.maybe(json!(dice.roll(100_000) as f64 / 100.0))),
        ("rating", dice.maybe(json!(dice.roll(50) as f64 / 10.0))),
        ("isUrgent", json!(dice.roll(2) == 0)),
        ("isPaid", dice.maybe(json!(dice.roll(2) == 0))),
        ("orderState", dice.maybe(json!(dice.pick(&["待处理", "处理中", "已完成"])))),
        ("handler", dice.maybe(json!(dice.pick(&["赵师傅", "孙师傅", "external company"])))),
        ("material", dice.maybe(json!(material))),
        ("remark", dice.maybe(json!(note))),
        ("keywords", dice.maybe(nested(tags))),
        ("room", dice.maybe(nested(room))),
    ]
}

fn hex(dice: &Dice) -> String {
    format!("{:016x}{:016x}", dice.roll(u64::MAX), dice.roll(u64::MAX))
}
