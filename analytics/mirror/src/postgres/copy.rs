//! Rows in the binary form of COPY, in both directions.

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

use super::column::{Column, JsonType, Scalar};
use super::json;
use super::sums::Sums;
use super::value::Cell;

/// The first bytes, with neither flags nor an extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// The type of a column as COPY writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wire {
    scalar: Scalar,
    json: JsonType,
}

impl Wire {
    /// Texts, such as ids.
    pub(super) const TEXT: Self = Self { scalar: Scalar::Text, json: JsonType::Json };

    pub(super) fn of(column: &Column, json: JsonType) -> Self {
        Self { scalar: column.shape.scalar(), json }
    }

    /// JSON.
    pub(super) fn json(json: JsonType) -> Self {
        Self { scalar: Scalar::Json, json }
    }

    fn is_jsonb(self) -> bool {
        self.scalar == Scalar::Json && self.json == JsonType::Jsonb
    }
}

/// Writes rows, and sums up what it wrote.
#[derive(Debug)]
pub(super) struct Encoder {
    wires: Vec<Wire>,
    out: BytesMut,
    sums: Sums,
}

impl Encoder {
    pub(super) fn new(wires: Vec<Wire>) -> Self {
        let sums = Sums::new(wires.len());
        Self { wires, out: BytesMut::from(HEADER), sums }
    }

    /// Adds a row. Its first cell is the id, and is not null.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) {
        self.out.put_i16(self.wires.len() as i16);
        let seed = match cells.first() {
            Some(Cell::Text(id)) => Sums::seed(id.as_bytes()),
            _ => 0,
        };
        self.sums.count_row();
        for (at, (cell, wire)) in cells.iter().zip(&self.wires).enumerate() {
            if *cell == Cell::Null {
                self.out.put_i32(-1);
                continue;
            }
            let start = self.out.len();
            self.out.put_i32(0);
            put(&mut self.out, cell, *wire);
            let length = self.out.len() - start - 4;
            self.out[start..start + 4].copy_from_slice(&(length as i32).to_be_bytes());
            let compared = match cell {
                Cell::Json { compared, .. } => compared.as_bytes(),
                _ => &self.out[start + 4..],
            };
            self.sums.add(at, seed, compared);
        }
    }

    /// Number of bytes that wait.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    /// Takes the bytes so far.
    pub(super) fn take(&mut self) -> Bytes {
        self.out.split().freeze()
    }

    /// Returns the last bytes and the sums.
    pub(super) fn finish(mut self) -> (Bytes, Sums) {
        self.out.put_i16(-1);
        (self.out.freeze(), self.sums)
    }
}

fn put(out: &mut BytesMut, cell: &Cell<'_>, wire: Wire) {
    match cell {
        Cell::Null => {}
        Cell::Text(text) => out.put_slice(text.as_bytes()),
        Cell::Double(number) => out.put_f64(*number),
        Cell::Bigint(number) | Cell::Moment(number) | Cell::Time(number) => out.put_i64(*number),
        Cell::Boolean(boolean) => out.put_u8((*boolean).into()),
        Cell::Day(days) => out.put_i32(*days),
        Cell::Json { text, .. } => {
            if wire.is_jsonb() {
                out.put_u8(1);
            }
            out.put_slice(text.as_bytes());
        }
        Cell::List(items) => {
            out.put_i32((!items.is_empty()).into());
            out.put_i32(items.contains(&Cell::Null).into());
            out.put_u32(wire.scalar.oid());
            if items.is_empty() {
                return;
            }
            out.put_i32(items.len() as i32);
            out.put_i32(1);
            for item in items {
                let start = out.len();
                out.put_i32(-1);
                if *item != Cell::Null {
                    put(out, item, wire);
                    let length = out.len() - start - 4;
                    out[start..start + 4].copy_from_slice(&(length as i32).to_be_bytes());
                }
            }
        }
    }
}

/// Sums up rows that are read back.
#[derive(Debug)]
pub(super) struct Decoder {
    wires: Vec<Wire>,
    buffer: BytesMut,
    is_begun: bool,
    is_ended: bool,
    sums: Sums,
}

impl Decoder {
    pub(super) fn new(wires: Vec<Wire>) -> Self {
        let sums = Sums::new(wires.len());
        Self { wires, buffer: BytesMut::new(), is_begun: false, is_ended: false, sums }
    }

    /// Reads the next bytes.
    ///
    /// # Errors
    /// Returns an error if they are not rows of these columns.
    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.buffer.extend_from_slice(bytes);
        if !self.is_begun {
            if self.buffer.len() < HEADER.len() {
                return Ok(());
            }
            if self.buffer.split_to(HEADER.len()) != HEADER {
                return Err("the server sent rows in another form".to_owned());
            }
            self.is_begun = true;
        }
        while !self.is_ended {
            let Some(row) = self.next()? else { break };
            self.row(row)?;
        }
        Ok(())
    }

    /// Returns the sums of all rows.
    ///
    /// # Errors
    /// Returns an error if rows are missing.
    pub(super) fn finish(self) -> Result<Sums, String> {
        match self.is_ended {
            true => Ok(self.sums),
            false => Err("the server sent no end of the rows".to_owned()),
        }
    }

    /// Takes the next row from the buffer, if it has all of it.
    fn next(&mut self) -> Result<Option<Vec<Option<Bytes>>>, String> {
        let mut rest = &self.buffer[..];
        if rest.len() < 2 {
            return Ok(None);
        }
        let columns = rest.get_i16();
        if columns == -1 {
            self.is_ended = true;
            return Ok(None);
        }
        if columns as usize != self.wires.len() {
            return Err(format!("the server sent {columns} columns, not {}", self.wires.len()));
        }
        let mut lengths = Vec::with_capacity(self.wires.len());
        for _ in 0..columns {
            if rest.len() < 4 {
                return Ok(None);
            }
            let length = usize::try_from(rest.get_i32()).ok();
            if rest.len() < length.unwrap_or(0) {
                return Ok(None);
            }
            rest.advance(length.unwrap_or(0));
            lengths.push(length);
        }
        self.buffer.advance(2);
        let take = |length: Option<usize>| {
            self.buffer.advance(4);
            length.map(|length| self.buffer.split_to(length).freeze())
        };
        Ok(Some(lengths.into_iter().map(take).collect()))
    }

    fn row(&mut self, row: Vec<Option<Bytes>>) -> Result<(), String> {
        let seed = row.first().and_then(Option::as_ref).map_or(0, |id| Sums::seed(id));
        self.sums.count_row();
        for (at, (value, wire)) in row.iter().zip(&self.wires).enumerate() {
            let Some(value) = value else { continue };
            if !wire.is_jsonb() {
                self.sums.add(at, seed, value);
                continue;
            }
            let text = value.strip_prefix(&[1]).and_then(|text| std::str::from_utf8(text).ok());
            let normal = json::normal(text.ok_or("the server sent `jsonb` in another form")?)?;
            self.sums.add(at, seed, normal.as_bytes());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell<'_> {
        Cell::Text(text.into())
    }

    fn rows() -> (Vec<Wire>, Vec<Vec<Cell<'static>>>) {
        let wire = |scalar| Wire { scalar, json: JsonType::Jsonb };
        let wires = vec![wire(Scalar::Text), wire(Scalar::Double), wire(Scalar::Json), wire(Scalar::Text)];
        let json = |text: &'static str| Cell::Json { text: text.into(), compared: json::normal(text).unwrap().into() };
        let rows = vec![
            vec![text("甲"), Cell::Double(0.1), json(r#"{"b":1.50,"a":2}"#), Cell::List(vec![text("x"), Cell::Null])],
            vec![text("乙"), Cell::Null, Cell::Null, Cell::List(Vec::new())],
        ];
        (wires, rows)
    }

    fn encoded(rows: &[Vec<Cell<'_>>], wires: &[Wire]) -> (Bytes, Sums) {
        let mut encoder = Encoder::new(wires.to_vec());
        rows.iter().for_each(|row| encoder.row(row));
        encoder.finish()
    }

    #[test]
    fn rows_are_read_back_in_any_pieces() {
        let (wires, rows) = rows();
        let (bytes, sums) = encoded(&rows, &wires);
        for size in [1, 2, 3, 7, bytes.len()] {
            let mut decoder = Decoder::new(wires.clone());
            bytes.chunks(size).for_each(|piece| decoder.add(piece).unwrap());
            assert_eq!(decoder.finish().unwrap(), sums, "{size}");
        }
        let mut cut = Decoder::new(wires);
        cut.add(&bytes[..bytes.len() - 2]).unwrap();
        assert!(cut.finish().is_err());
    }

    #[test]
    fn every_change_of_a_row_changes_the_sums() {
        let (wires, rows) = rows();
        let sums = encoded(&rows, &wires).1;
        let reversed: Vec<_> = rows.iter().rev().cloned().collect();
        assert_eq!(encoded(&reversed, &wires).1, sums, "the order of rows does not matter");
        for (row, column, cell) in [
            (0, 0, text("丙")),
            (0, 1, Cell::Double(0.2)),
            (0, 1, Cell::Null),
            (0, 2, Cell::Json { text: "{}".into(), compared: "{}".into() }),
            (0, 3, Cell::List(vec![Cell::Null, text("x")])),
            (1, 3, Cell::Null),
            (1, 1, Cell::Double(0.0)),
        ] {
            let mut changed = rows.clone();
            changed[row][column] = cell;
            assert_ne!(encoded(&changed, &wires).1, sums, "{row} {column}");
        }
        assert_ne!(encoded(&rows[..1], &wires).1, sums);
        let mut swapped = rows;
        let value = swapped[0][1].clone();
        swapped[0][1] = Cell::Null;
        swapped[1][1] = value;
        assert_ne!(encoded(&swapped, &wires).1, sums, "a value belongs to its row");
    }
}
