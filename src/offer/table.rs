//! Tables of text as spreadsheets, dashboards and people leave them: rows out of separated text, and
//! columns whose style is judged once, from all their cells.
//!
//! A cell alone often has two readings: `1.000` is one or a thousand, `02/05/2027` a day of February or
//! of May. Its column usually has one: each cell rules out the styles in which it cannot be written. What
//! is left is the column's style, what made it so is said, and two cells that leave nothing are an error
//! that shows both. Nothing here knows a file: a report, a page or an editor hands in text.

mod column;
mod dates;
mod days;
mod digits;
mod headings;
mod numbers;
mod pasted;
mod plan_columns;
mod plan_error;
mod plan_rows;
mod rows;
#[cfg(feature = "xlsx")]
mod workbook;

pub use super::day_count::DayCount;
pub use column::{ColumnCells, Decision, StyleConflict, StyledCell, TableCell, value};
pub use dates::{DateColumn, DayError, ReadDay};
pub use days::{DateHabits, DateOrder};
pub use digits::DecimalMark;
pub(crate) use digits::mantissa;
pub(crate) use headings::currency as heading_currency;
pub use numbers::{NumberColumn, NumberError, ReadNumber};
pub(crate) use plan_columns::is_total;
pub use plan_error::PlanRowsError;
pub use plan_rows::{PlanRow, PlanRows};
pub use rows::{SEPARATORS, SplitRow, SplitRows};
#[cfg(feature = "xlsx")]
pub use workbook::{Workbook, WorkbookError, WorkbookSheet};
