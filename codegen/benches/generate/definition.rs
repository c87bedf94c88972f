//! Realistic definitions.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const FIELDS: [&str; 7] = [
    r#""type": "string", "maxLength": 64"#,
    r#""type": "number""#,
    r#""type": "boolean""#,
    r#""type": "number", "format": "datetime""#,
    r#""type": "string", "format": "x-rtf""#,
    r#""type": "string", "format": "email""#,
    r#""type": "integer""#,
];

/// Writes `count` definitions to a folder and returns their average size in bytes.
pub fn write(folder: &Path, count: usize) -> usize {
    fs::create_dir_all(folder).expect("the folder can be made");
    let mut bytes = 0;
    for number in 0..count {
        let text = text(number, count);
        bytes += text.len();
        fs::write(folder.join(format!("model_{number:04}.json")), text).expect("the folder can be written to");
    }
    bytes / count
}

/// A model with 22 fields: 19 plain ones, options, an object, and a relation to the next model.
fn text(number: usize, count: usize) -> String {
    let mut fields = String::new();
    for at in 0..19 {
        let kind = FIELDS[at % FIELDS.len()];
        write!(
            fields,
            r#"    "fieldNumber{at}": {{
      {kind},
      "title": "字段{at}名称",
      "description": "这是第{at}个字段的说明，供填写表单的人阅读。\n第二行说明，略短一些。",
      "x-system": false,
      "x-index": {at}
    }},
"#
        )
        .expect("texts take all that is written");
    }
    let target = (number + 1) % count;
    format!(
        r#"{{
  "type": "object",
  "title": "模型{number}",
  "description": "一个数据模型，字段的数量和真实的模型差不多。",
  "required": ["fieldNumber0", "fieldNumber1"],
  "properties": {{
{fields}    "status": {{
      "type": "string",
      "format": "x-enum",
      "title": "状态",
      "enum": ["open", "closed", "in-review", "done"]
    }},
    "address": {{
      "type": "object",
      "title": "地址",
      "properties": {{
        "city": {{ "type": "string", "title": "城市" }},
        "street": {{ "type": "string", "title": "街道" }},
        "zip": {{ "type": "number", "title": "邮编" }}
      }}
    }},
    "other": {{
      "type": "string",
      "format": "related",
      "title": "关联",
      "x-parent": {{ "parentDataSourceName": "model_{target:04}" }}
    }}
  }}
}}
"#
    )
}
