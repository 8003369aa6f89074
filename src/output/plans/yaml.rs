//! `plan --format yaml`: the objects of the JSON format as YAML.

use std::io::{self, Write};

use super::grid;
use super::json::object;
use crate::plan::Plan;

/// Writes the plans: one mapping if there is one, else a list in order. Amounts and account ids are
/// quoted text, so that no reader turns them into numbers.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(plans: &[Plan], out: &mut dyn Write) -> io::Result<()> {
    grid::yaml(&plans.iter().map(object).collect::<Vec<_>>(), out)
}
