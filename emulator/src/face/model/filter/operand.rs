//! The values that conditions compare fields with.

use std::borrow::Cow;

use serde_json::Value as Json;

use crate::face::error_response::ApiError;
use crate::face::model::Call;
use crate::face::model::value::{is_moment, misuse};
use crate::schema::Column;

impl Call<'_, '_> {
    /// The operand of a condition on a field. Dates that were sent as texts would match nothing.
    pub(super) fn operand<'v>(
        &mut self,
        column: Option<&Column>,
        value: &'v Json,
        place: &str,
    ) -> Result<Cow<'v, Json>, ApiError> {
        let Some(column) = column.filter(|column| is_moment(column)) else { return Ok(Cow::Borrowed(value)) };
        let Json::Array(values) = value else { return self.moment(column, value, place) };
        let element = |(index, value)| self.moment(column, value, &format!("{place}[{index}]")).map(Cow::into_owned);
        let values: Vec<Json> = values.iter().enumerate().map(element).collect::<Result<_, _>>()?;
        Ok(Cow::Owned(Json::Array(values)))
    }

    fn moment<'v>(&mut self, column: &Column, value: &'v Json, place: &str) -> Result<Cow<'v, Json>, ApiError> {
        match misuse(column, value) {
            Some(misused) => self.meant(misused, place).map(Cow::Owned),
            None => Ok(Cow::Borrowed(value)),
        }
    }
}
