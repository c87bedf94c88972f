//! Locations on a map.

mod form;

/// A location (地理位置): an address and a point.
///
/// Sent as the JSON text of `{"address": .., "geopoint": {"type": "Point", "coordinates": [longitude, latitude]}}`. A
/// blank location has an empty address and null coordinates. A point with a missing coordinate is read as `None`.
///
/// Source: "Data model fields", location; the blank form is seen in stored data.
///
/// ```
/// use weda::{GeoPoint, Location};
///
/// let lake = Location { address: "杭州市西湖区".into(), point: Some(GeoPoint { longitude: 120.13, latitude: 30.25 }) };
/// assert!(lake.point.is_some());
/// assert_eq!(Location::default(), Location { address: String::new(), point: None });
/// ```
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Location {
    /// The address as text; may be empty.
    pub address: String,
    /// The coordinates, if known.
    pub point: Option<GeoPoint>,
}

/// A point on the earth, in degrees. Coordinates are not converted between the systems that maps use.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct GeoPoint {
    /// Degrees east, -180 to 180; the first coordinate.
    pub longitude: f64,
    /// Degrees north, -90 to 90.
    pub latitude: f64,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{GeoPoint, Location};

    #[test]
    fn serde_keeps_the_names_of_the_members() {
        let point = Some(GeoPoint { longitude: 120.13, latitude: 30.25 });
        let lake = Location { address: "西湖".to_owned(), point };
        let json = json!({ "address": "西湖", "point": { "longitude": 120.13, "latitude": 30.25 } });
        assert_eq!(serde_json::to_value(&lake).unwrap(), json);
        assert_eq!(serde_json::from_value::<Location>(json).unwrap(), lake);
        for (value, json) in
            [(json!(crate::FileRef::new("cloud://a")), "cloud://a"), (json!(crate::AreaCode::new("陕西省")), "陕西省")]
        {
            assert_eq!(value, json, "a string");
        }
    }
}
