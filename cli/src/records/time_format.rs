//! Formats dates and times such that they are read back as the same number.

use jiff::civil::{DateTime, Time};
use weda_definition::Kind;

use super::shanghai;
use super::time_text::{self, DateInput};

/// Output format of dates and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum DateOutput {
    /// Text in the Shanghai time zone: 2024-01-05, 2024-01-05T08:30:15+08:00, 08:30:15.
    Iso,
    /// Milliseconds, as stored by the service.
    Millis,
}

/// Formats a date, date and time, or time of day; `None` if the number is out of range.
pub(super) fn iso(kind: &Kind, millis: i64, in_table: bool) -> Option<String> {
    if *kind == Kind::Time {
        return (0..86_400_000).contains(&millis).then(|| time_text::time_at(millis).map(time_text::clock))?;
    }
    let (shown, offset) = shanghai::shown(millis)?;
    if !(1..=9999).contains(&shown.year()) {
        return None;
    }
    if *kind == Kind::Date && shanghai::day_start(shown.date()) == millis {
        return Some(shown.date().to_string());
    }
    // In a repeated hour at the end of daylight saving time, the offset is needed.
    match in_table && shanghai::moment(shown) == Some(millis) {
        true => Some(format!("{} {}", shown.date(), time_text::clock(shown.time()))),
        false => Some(format!("{}T{}{}", shown.date(), time_text::clock(shown.time()), offset_text(offset))),
    }
}

/// The table cell for a date, date and time, or time of day. Ambiguous numbers are always written as texts.
pub(super) fn table_cell(kind: &Kind, millis: i64, dates: DateOutput) -> String {
    let number = millis.to_string();
    let is_clear = *kind == Kind::Time || time_text::parse_cell(&number, DateInput::Millis) == Ok(millis);
    match dates {
        DateOutput::Millis if is_clear => number,
        _ => iso(kind, millis, true).unwrap_or(number),
    }
}

/// The serial number of a date, date and time, or time of day in a workbook; `None` if it cannot be represented exactly.
pub(super) fn serial(kind: &Kind, millis: i64) -> Option<Serial> {
    if *kind == Kind::Time {
        let is_time = (0..86_400_000).contains(&millis);
        let format = SerialFormat::Clock { millis: millis % 1_000 != 0 };
        return is_time.then_some(Serial { number: millis as f64 / 86_400_000.0, format });
    }
    let (shown, _) = shanghai::shown(millis)?;
    // Before March 1900 workbooks count a day that did not exist.
    let first = DateTime::new(1900, 3, 1, 0, 0, 0, 0).ok()?;
    if shown < first || shown.year() > 9999 || shanghai::moment(shown) != Some(millis) {
        return None;
    }
    let since = shown.duration_since(DateTime::new(1899, 12, 30, 0, 0, 0, 0).ok()?);
    let format = match shown.time() == Time::midnight() {
        true => SerialFormat::Day,
        false => SerialFormat::Moment { millis: shown.time().millisecond() != 0 },
    };
    Some(Serial { number: since.as_millis() as f64 / 86_400_000.0, format })
}

/// A serial number with its display format.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Serial {
    pub number: f64,
    pub format: SerialFormat,
}

/// The display format of a serial number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SerialFormat {
    Day,
    Moment { millis: bool },
    Clock { millis: bool },
}

fn offset_text(seconds: i32) -> String {
    let (sign, seconds) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    match rest {
        0 => format!("{sign}{hours:02}:{minutes:02}"),
        _ => format!("{sign}{hours:02}:{minutes:02}:{rest:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formatted_values_are_read_back() {
        let numbers = [
            0,
            1,
            -1,
            1_704_384_000_000,
            1_704_384_000_250,
            581_094_000_000,
            -933_667_200_000,
            -2_209_017_943_000,
            527_013_000_000,
            527_016_600_000,
            -28_800_000,
            1_704_384_000,
            20_240_105,
            -62_135_596_800_000,
            253_402_214_400_000,
            45_296,
            i64::MAX,
            i64::MIN,
            8_640_000_000_000_000,
        ];
        for millis in numbers {
            for kind in [Kind::Date, Kind::DateTime] {
                for text in [
                    iso(&kind, millis, false).unwrap_or(millis.to_string()),
                    table_cell(&kind, millis, DateOutput::Iso),
                    table_cell(&kind, millis, DateOutput::Millis),
                ] {
                    assert_eq!(time_text::parse_cell(&text, DateInput::Millis), Ok(millis), "{kind:?} {text}");
                }
                if let Some(Serial { number, .. }) = serial(&kind, millis) {
                    assert_eq!(time_text::of_serial(number, false), Some(millis), "{millis}");
                }
            }
        }
        for millis in [0, 30_615_250, 86_399_999] {
            assert_eq!(time_text::time_of_day(&iso(&Kind::Time, millis, false).unwrap()), Ok(millis));
        }
        assert_eq!(iso(&Kind::Date, 1_704_384_000_000, false).as_deref(), Some("2024-01-05"));
        assert_eq!(iso(&Kind::DateTime, 581_139_000_250, false).as_deref(), Some("1988-06-01T12:30:00.250+09:00"));
        assert_eq!(iso(&Kind::DateTime, 581_139_000_250, true).as_deref(), Some("1988-06-01 12:30:00.250"));
        assert_eq!(
            iso(&Kind::DateTime, 527_016_600_000, true).as_deref(),
            Some("1986-09-14T01:30:00+08:00"),
            "the second time"
        );
        assert_eq!(
            serial(&Kind::Date, 1_704_384_000_000),
            Some(Serial { number: 45_296.0, format: SerialFormat::Day })
        );
    }
}
