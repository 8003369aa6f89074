//! Objects of one kind as JSON or YAML: one as it is, several as a list.

use std::io::{self, Write};

use serde::Serialize;

/// Writes JSON: one object where there is one, else a list in order. Ends with a line break.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn json<T: Serialize>(objects: &[T], out: &mut dyn Write) -> io::Result<()> {
    match objects {
        [object] => serde_json::to_writer_pretty(&mut *out, object)?,
        objects => serde_json::to_writer_pretty(&mut *out, objects)?,
    }
    out.write_all(b"\n")
}

/// Writes the objects of the JSON as YAML.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn yaml<T: Serialize>(objects: &[T], out: &mut dyn Write) -> io::Result<()> {
    let written = match objects {
        [object] => serde_yaml::to_writer(out, object),
        objects => serde_yaml::to_writer(out, objects),
    };
    written.map_err(io::Error::other)
}
