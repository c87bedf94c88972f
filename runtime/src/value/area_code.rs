//! Regions.

use super::string_newtype::string_newtype;

/// A region (地区): the names of province, city and district, separated by commas.
///
/// Fields may be limited to the province, or to province and city; their values have fewer names. In municipalities the
/// first two names are equal.
///
/// Source: "Data model fields", region.
///
/// ```
/// let region = weda::AreaCode::new("陕西省,西安市,雁塔区");
/// assert_eq!(region.names().collect::<Vec<_>>(), ["陕西省", "西安市", "雁塔区"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct AreaCode(String);

string_newtype!(AreaCode);

#[diagnostic::do_not_recommend]
impl crate::model::Textual for AreaCode {}

impl AreaCode {
    /// Returns the names from the largest region to the smallest; none for a blank region.
    ///
    /// ```
    /// let region = weda::AreaCode::new("北京市,北京市,东城区");
    /// assert_eq!(region.names().last(), Some("东城区"));
    /// assert_eq!(weda::AreaCode::new("").names().count(), 0);
    /// ```
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(',').map(str::trim).filter(|name| !name.is_empty())
    }
}
