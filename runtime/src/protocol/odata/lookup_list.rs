//! The list of the records that have one of several values in a field, as long as there is room for them.

use std::borrow::Cow;

use super::address::{LONGEST, collection, field};
use super::list::PAGING;
use super::literal::literal;
use crate::Error;
use crate::protocol::operation::PreparedList;
use crate::protocol::{Endpoint, PAGE_SIZE};
use crate::value::Value;

/// Bytes of an address that common gateways take with the method before it: 8 KiB.
const COMMON: usize = 8_000;

/// The list of the records that have one of these values in a field, and for how many of the values, from the first on,
/// there is room in its address.
pub(super) fn any_of(
    endpoint: Endpoint<'_>,
    model: Cow<'static, str>,
    name: &str,
    values: &[&Value],
) -> Result<(PreparedList, usize), Error> {
    const ORDER: &str = "&$orderby=_id%20asc&";
    let mut path = collection(endpoint, &model)?;
    path.push_str("?$filter=");
    let room = |path: &str, most: usize| endpoint.base_url.len() + path.len() + ORDER.len() + PAGING <= most;
    let mut asked = 0;
    for value in values.iter().take(PAGE_SIZE as usize) {
        let end = path.len();
        if asked > 0 {
            path.push_str("%20or%20");
        }
        field(name, &mut path)?;
        path.push_str("%20eq%20");
        literal(&value.0, &mut path).map_err(|why| {
            Error::invalid_value(format!("the value of field `{name}` cannot be looked for: {why}; set another"))
        })?;
        if asked > 0 && !room(&path, COMMON) {
            path.truncate(end);
            break;
        }
        asked += 1;
    }
    path.push_str(ORDER);
    match room(&path, LONGEST) {
        true => Ok((PreparedList { model, text: path }, asked)),
        false => Err(Error::invalid_value(format!(
            "a value of field `{name}` makes an address of {} bytes, and no more than {LONGEST} can be sent; look for \
             shorter ones",
            path.len()
        ))),
    }
}
