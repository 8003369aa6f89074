//! The parts of a workbook as XML.

use std::io::{Cursor, Read};

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use zip::ZipArchive;

use super::WorkbookError;

/// The packed parts of a workbook.
pub(super) type Parts<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// The text of a part, whose size is known to be within the limit.
pub(super) fn part(parts: &mut Parts<'_>, name: &str) -> Result<String, WorkbookError> {
    let mut text = String::new();
    let mut part = parts.by_name(name).map_err(WorkbookError::damaged)?;
    part.read_to_string(&mut text).map_err(WorkbookError::damaged)?;
    Ok(text)
}

/// The value of an attribute.
pub(super) fn attribute(start: &BytesStart<'_>, key: &str) -> Option<String> {
    let value = start.try_get_attribute(key).ok()??;
    Some(value.normalized_value(XmlVersion::default()).ok()?.into_owned())
}

/// The number of an attribute.
pub(super) fn number(start: &BytesStart<'_>, key: &str) -> Option<u32> {
    attribute(start, key)?.parse().ok()
}
