//! Free JSON.

/// The value of a field that holds any JSON: an object without declared members, an unknown type.
///
/// It travels as JSON text and is read from text or from native JSON.
///
/// ```
/// let extra = weda::Json(serde_json::json!({ "颜色": "红" }));
/// assert_eq!(extra.0["颜色"], "红");
/// ```
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Json(pub serde_json::Value);
