//! Regions.

use super::string_newtype::string_newtype;

/// A region (地区): the names of province, city and district in one text, with commas between them.
///
/// Fields may ask for the province or for province and city alone; such a region has fewer names. In municipalities the
/// first two are the same.
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
    /// The names from the largest region to the smallest; none in a region that was left blank.
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
