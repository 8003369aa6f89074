//! The formats that a plan is written in, one file each.

pub mod agency;
pub mod agenda;
pub mod amend;
pub mod bills;
pub mod book;
mod bought;
pub mod cancellation;
pub mod cash;
pub mod changes;
pub mod checklist;
pub mod csv;
pub mod english;
pub mod grid;
pub mod html;
pub mod icalendar;
pub mod ics;
pub mod invoice_list;
mod invoices;
pub mod json;
pub mod ledger;
pub mod markdown;
pub mod markup;
mod months;
pub mod plan;
pub mod portfolio;
mod recognition;
pub mod reconcile;
mod replaced;
pub mod resell;
pub mod sheet;
pub mod svg;
pub mod timeline;
pub mod window;
#[cfg(feature = "xlsx")]
pub mod xlsx;
pub mod yaml;

#[cfg(test)]
pub(crate) mod samples {
    use crate::lint::{Settings, check};
    use crate::plan::{Plan, Scenario};
    use crate::text::source::SourceFile;

    /// The plan of the one offer of a text, as of 2026-11-21.
    pub(crate) fn plan_of(text: &str) -> Plan {
        let settings = Settings::new(crate::offer::parse_date("2026-11-21").unwrap());
        let checked = check(&SourceFile::new("offer.yaml", text), &settings);
        checked.offers().next().unwrap().plan(&Scenario::default()).unwrap()
    }

    /// A small offer: a single installment and a series of three.
    pub(crate) const OFFER: &str = r#"paysched: 1
name: Acme KK, annual plan
product: {id: prod-k3xu7yexample, type: saas_contract}
buyers:
  - {account: "222233334444", billing: invoice, net_days: 30}
  - {account: "111122223333", billing: invoice, net_days: 30}
accept_by: 2026-12-31
term: 12 months
currency: USD
total: 12000.00
installments:
  - {invoice_date: 2026-12-15, amount: 3000.00, note: On acceptance}
  - {first: 2027-01-31, every: month, times: 3, amount: 3000.00}
"#;
}
