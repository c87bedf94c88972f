//! The wire format of locations.

use super::{GeoPoint, Location};
use crate::codec::{AsRecord, HasLayout, RecordFields, RecordLayout};
use crate::codec::{Codec, Decode, DecodeError, FieldSlot, Reader, Writer};

/// Every member may be missing or null.
#[derive(Clone, Debug, Default)]
struct Form {
    address: Option<String>,
    geopoint: Option<Geometry>,
}

#[derive(Clone, Debug, Default)]
struct Geometry {
    kind: Option<String>,
    coordinates: Option<Vec<Coordinate>>,
}

/// A number or null.
#[derive(Clone, Debug)]
struct Coordinate(Option<f64>);

static FORM: RecordLayout = RecordLayout { model: "location", names: &["address", "geopoint"], required: &[] };
static GEOMETRY: RecordLayout =
    RecordLayout { model: "location.geopoint", names: &["type", "coordinates"], required: &[] };

impl HasLayout for Form {
    type By = AsRecord;
}

impl RecordFields for Form {
    fn vacant() -> Self {
        Self::default()
    }
    fn table(&self) -> &'static RecordLayout {
        &FORM
    }
    fn cell(&self, index: usize) -> &dyn FieldSlot {
        if index == 0 { &self.address } else { &self.geopoint }
    }
    fn cell_mut(&mut self, index: usize) -> &mut dyn FieldSlot {
        if index == 0 { &mut self.address } else { &mut self.geopoint }
    }
}

impl HasLayout for Geometry {
    type By = AsRecord;
}

impl RecordFields for Geometry {
    fn vacant() -> Self {
        Self::default()
    }
    fn table(&self) -> &'static RecordLayout {
        &GEOMETRY
    }
    fn cell(&self, index: usize) -> &dyn FieldSlot {
        if index == 0 { &self.kind } else { &self.coordinates }
    }
    fn cell_mut(&mut self, index: usize) -> &mut dyn FieldSlot {
        if index == 0 { &mut self.kind } else { &mut self.coordinates }
    }
}

impl Codec for Coordinate {
    fn placeholder() -> Self {
        Self(None)
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        Codec::read(self.0.insert(0.0), first, reader)
    }
    fn null() -> Option<Self> {
        Some(Self(None))
    }
    fn write(&self, out: &mut Writer) {
        FieldSlot::write(&self.0, out);
    }
}

impl From<Form> for Location {
    fn from(form: Form) -> Self {
        let coordinates = form.geopoint.and_then(|geopoint| geopoint.coordinates).unwrap_or_default();
        // A third coordinate would be the altitude.
        let point = match coordinates[..] {
            [Coordinate(Some(longitude)), Coordinate(Some(latitude)), ..] => Some(GeoPoint { longitude, latitude }),
            _ => None,
        };
        Self { address: form.address.unwrap_or_default(), point }
    }
}

impl From<&Location> for Form {
    fn from(place: &Location) -> Self {
        let (longitude, latitude) = place.point.map(|point| (point.longitude, point.latitude)).unzip();
        let coordinates = Some(vec![Coordinate(longitude), Coordinate(latitude)]);
        let geopoint = Some(Geometry { kind: Some("Point".to_owned()), coordinates });
        Self { address: Some(place.address.clone()), geopoint }
    }
}

impl Codec for Location {
    fn placeholder() -> Self {
        Self::default()
    }
    fn read(&mut self, first: u8, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
        if reader.is_exact() {
            *self = reader.by_serde(first, "a location with its `address` and `point`")?;
            return Ok(());
        }
        let mut form = Form::default();
        Codec::read(&mut form, first, reader)?;
        *self = form.into();
        Ok(())
    }
    fn write(&self, out: &mut Writer) {
        if !out.is_for_serde() {
            return out.record(&Form::from(self));
        }
        out.members([(true, &"address"), (false, &"point")], |out, is_address| match &self.point {
            _ if is_address => out.text(&self.address),
            Some(point) => out.by_serde(point, point.longitude.is_finite() && point.latitude.is_finite()),
            None => out.absent(),
        });
    }
}

#[diagnostic::do_not_recommend]
impl Decode<Location> for Location {}
