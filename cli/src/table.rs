//! Records for eyes: a table where their fields fit side by side, else one field below the other.

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

/// How records are to be shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Look<'a> {
    /// What the model says of its fields: their order, and which of them tells records apart for people.
    pub definition: Option<&'a Definition>,
    /// These fields in this order; all of them where there are none.
    pub select: &'a [String],
    /// The columns of the terminal, where that is known.
    pub width: Option<usize>,
    pub shape: Shape,
}

/// Which form they take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// A table where one fits.
    #[default]
    Fitting,
    /// One field below the other.
    Vertical,
    /// A table of as many columns as fit, for a first look.
    Preview,
}

/// What is shown, and the names of what is not, escaped.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    pub text: String,
    /// Columns for which there was no room.
    pub hidden: Vec<String>,
    /// Columns without a value in any of the records.
    pub empty: Vec<String>,
}

/// Shows the records.
pub(crate) fn of(records: &[Record], look: Look<'_>) -> Shown {
    let rows: Vec<Row<'_>> = records
        .iter()
        // The client has read each as an object.
        .map(|record| {
            let members = Members::of(record.as_json()).map(|Members(members)| members).unwrap_or_default();
            Row::of(members, look.definition)
        })
        .collect();
    let Columns { shown, system, empty } = Columns::of(&rows, look.definition, look.select);
    let names = |columns: &[columns::Column]| columns.iter().map(|column| column.title.clone()).collect();
    let empty = empty.iter().map(|key| printable(key).into_owned()).collect();
    if look.shape != Shape::Vertical {
        let is_preview = look.shape == Shape::Preview;
        let system = if is_preview { Vec::new() } else { system.clone() };
        if let Some(grid) = grid::fit(shown.clone(), system, look.width, is_preview) {
            return Shown { text: grid::render(&rows, &grid.columns), hidden: names(&grid.hidden), empty };
        }
    }
    let columns: Vec<_> = shown.into_iter().chain(system).collect();
    Shown { text: vertical::render(&rows, &columns, look.width), hidden: Vec::new(), empty }
}

/// Shows texts under titles. All of them have been escaped, and each row has a text for each title.
pub(crate) fn of_texts(titles: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    grid::of_texts(titles, rows, width)
}

#[cfg(test)]
mod tests;
