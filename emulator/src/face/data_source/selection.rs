//! Pages of data sources.

use serde_json::Value;

use super::DataSource;
use crate::service::Service;
use crate::stage::Stage;

/// The data sources that a list returns.
pub(crate) struct Selection {
    pub(crate) stage: Stage,
    /// All names if empty.
    pub(crate) names: Vec<String>,
    /// All ids if empty.
    pub(crate) ids: Vec<String>,
    /// Includes the models of the platform.
    pub(crate) system: bool,
    pub(crate) filters: Vec<NameFilter>,
    /// Counted from 1.
    pub(crate) page: u64,
    pub(crate) size: u64,
}

/// A condition on a member of a data source, one of those by which lists are filtered.
pub(crate) struct NameFilter {
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
    /// True for data sources that have one of the values, false for those that do not.
    pub(crate) matches: bool,
    /// Compares parts of the member.
    pub(crate) like: bool,
}

impl Selection {
    /// The data sources of a page with all members, and the number of all that are selected.
    pub(crate) fn rows(&self, service: &Service) -> (Vec<Value>, usize) {
        let session = service.session();
        let all = session.definitions(self.stage).map(|definition| DataSource::of(service, definition));
        let selected: Vec<DataSource<'_>> = all.filter(|source| self.selects(source)).collect();
        let skip = (self.page - 1).saturating_mul(self.size);
        let [skip, size] = [skip, self.size].map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        let rows = selected.iter().skip(skip).take(size).map(|source| source.row(&session)).collect();
        (rows, selected.len())
    }

    fn selects(&self, source: &DataSource<'_>) -> bool {
        let has = |list: &[String], text: &str| list.is_empty() || list.iter().any(|found| found == text);
        has(&self.names, source.name())
            && has(&self.ids, &source.id())
            && (self.system || !source.is_system())
            && self.filters.iter().all(|filter| filter.selects(source))
    }
}

impl NameFilter {
    fn selects(&self, source: &DataSource<'_>) -> bool {
        let member = source.member(&self.name);
        let equals = |value: &String| if self.like { member.contains(value.as_str()) } else { member == *value };
        self.values.iter().any(equals) == self.matches
    }
}
