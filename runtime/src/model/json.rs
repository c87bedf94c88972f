//! Free JSON.

/// The value of a field of free JSON: an object without declared members, or an unknown type.
///
/// Sent as JSON text, read from text or native JSON.
///
/// ```
/// let extra = weda::Json(serde_json::json!({ "颜色": "红" }));
/// assert_eq!(extra.0["颜色"], "红");
/// ```
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Json(pub serde_json::Value);
