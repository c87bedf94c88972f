//! Records as a table if the columns fit, else with one field per line.

mod cell;
mod columns;
mod grid;
mod vertical;

use weda::Record;
use weda_definition::{Definition, printable};

use crate::records::Members;
use cell::Row;
pub(crate) use cell::cut;
use columns::Columns;

/// Options of a table.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TableOptions<'a> {
    /// The definition, for the order of fields and the primary column.
    pub definition: Option<&'a Definition>,
    /// The fields to show, in order; all if empty.
    pub select: &'a [String],
    /// The width of the terminal, if known.
    pub width: Option<usize>,
    pub shape: Shape,
}

/// The layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// A table if it fits.
    #[default]
    Fitting,
    /// One field per line.
    Vertical,
    /// A table with as many columns as fit.
    Preview,
}

/// The text, and the escaped names of columns that are not shown.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub text: String,
    /// Columns that do not fit.
    pub hidden: Vec<String>,
    /// Columns without a value in any of the records.
    pub empty: Vec<String>,
}

/// Formats records.
pub(crate) fn of(records: &[Record], options: TableOptions<'_>) -> Shown {
    let rows: Vec<Row<'_>> = records
        .iter()
        // The client has parsed each as an object.
        .map(|record| {
            let members = Members::of(record.as_json()).map(|Members(members)| members).unwrap_or_default();
            Row::of(members, options.definition)
        })
        .collect();
    let Columns { shown, system, empty } = Columns::of(&rows, options.definition, options.select);
    let names = |columns: &[columns::Column]| columns.iter().map(|column| column.title.clone()).collect();
    let empty = empty.iter().map(|key| printable(key).into_owned()).collect();
    if options.shape != Shape::Vertical {
        let is_preview = options.shape == Shape::Preview;
        let system = if is_preview { Vec::new() } else { system.clone() };
        if let Some(grid) = grid::fit(shown.clone(), system, options.width, is_preview) {
            return Shown { text: grid::render(&rows, &grid.columns), hidden: names(&grid.hidden), empty };
        }
    }
    let columns: Vec<_> = shown.into_iter().chain(system).collect();
    Shown { text: vertical::render(&rows, &columns, options.width), hidden: Vec::new(), empty }
}

/// Formats rows of escaped texts under titles.
pub(crate) fn of_texts(titles: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    grid::of_texts(titles, rows, width)
}

#[cfg(test)]
mod tests;
