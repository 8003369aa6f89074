//! Makes the benchmark's corpus: clean offers of 12 to 60 written installments, the same on every
//! machine.

use std::fmt::Write as _;
use std::path::Path;

use chrono::{Months, NaiveDate};

/// Writes `count` offer files below `folder`, a hundred to a folder; gives their bytes in all.
pub(crate) fn write(folder: &Path, count: usize) -> std::io::Result<u64> {
    let mut bytes = 0;
    for number in 0..count {
        let sub = folder.join(format!("{:03}", number / 100));
        if number % 100 == 0 {
            std::fs::create_dir_all(&sub)?;
        }
        let text = offer(number);
        bytes += text.len() as u64;
        std::fs::write(sub.join(format!("offer-{number:05}.yaml")), text)?;
    }
    Ok(bytes)
}

/// One clean offer; its number decides how many installments it has and how they are written.
pub(crate) fn offer(number: usize) -> String {
    let installments = 12 + number % 49;
    let first = NaiveDate::from_ymd_opt(2026, 12, 15).unwrap_or_default();
    let mut text = format!(
        "# offer {number}\n\
         paysched: 1\n\
         name: Example Customer {number}, enterprise plan\n\
         description: Enterprise plan with premium support for customer {number}\n\
         product: {{id: prod-example{number:05}, type: saas_contract}}\n\
         buyers:\n\
         \x20 - account: \"{:012}\"\n\
         \x20   billing: invoice\n\
         \x20   net_days: 30\n\
         release: 2026-12-01\n\
         accept_by: 2026-12-31\n\
         term: 60 months\n\
         currency: USD\n\
         total: {}.00\n\
         installments:\n",
        111_122_220_000 + number,
        installments * 1000,
    );
    for at in 0..installments {
        // No test can fail here: the dates stay within five years.
        let date = first.checked_add_months(Months::new(u32::try_from(at).unwrap_or(0))).unwrap_or(first);
        // Most people write one line, some spread it out.
        let line = if number % 5 == 4 {
            writeln!(text, "  - invoice_date: {date}\n    amount: 1000.00\n    note: Month {}", at + 1)
        } else {
            writeln!(text, "  - {{invoice_date: {date}, amount: 1000.00, note: Month {}}}", at + 1)
        };
        // Writing to a String cannot fail.
        let _ = line;
    }
    text
}
