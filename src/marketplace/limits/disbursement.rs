//! When the marketplace pays out what it has collected.

use chrono::{Datelike, NaiveDate};

use crate::offer::add_months;
use crate::text::message::{Message, msg};

/// How often the marketplace pays a seller.
///
/// Source: Seller Guide, "Managing disbursements": daily, or monthly on a chosen day from 1 to 28; if
/// nothing is chosen, monthly between the 7th and the 10th. Only what the buyer has paid is paid out.
/// The bank's own one to three business days are not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disbursement {
    /// Every day.
    Daily,
    /// Once a month, on this day of it, 1 to 28.
    Monthly(u32),
}

impl Default for Disbursement {
    /// What the marketplace does if nothing is chosen, at the latest: by the 10th, so that a plan never
    /// promises money too early.
    fn default() -> Self {
        Self::Monthly(10)
    }
}

impl Disbursement {
    /// The latest day of a month that can be chosen.
    pub(crate) const LAST_DAY: u32 = 28;

    /// The first payout day on or after `collected`; never after 9999-12-31.
    pub(crate) fn on_or_after(self, collected: NaiveDate) -> NaiveDate {
        match self {
            Self::Daily => collected,
            Self::Monthly(day) => {
                let month = if collected.day() <= day { collected } else { add_months(collected, 1) };
                // Only on the calendar's last days is that earlier.
                month.with_day(day).unwrap_or(month).max(collected)
            }
        }
    }

    /// `daily`, or `monthly on the 10th`.
    pub(crate) fn words(self) -> Message {
        match self {
            Self::Daily => msg!("daily"),
            Self::Monthly(day @ (1 | 21)) => msg!("monthly on the {day}st", day),
            Self::Monthly(day @ (2 | 22)) => msg!("monthly on the {day}nd", day),
            Self::Monthly(day @ (3 | 23)) => msg!("monthly on the {day}rd", day),
            Self::Monthly(day) => msg!("monthly on the {day}th", day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::parse_date;

    #[test]
    fn a_month_is_paid_out_on_its_day_or_on_that_of_the_next() {
        let paid =
            |disbursement: Disbursement, day| disbursement.on_or_after(parse_date(day).unwrap()).to_string();
        assert_eq!(paid(Disbursement::Daily, "2027-01-31"), "2027-01-31");
        assert_eq!(paid(Disbursement::Monthly(10), "2027-01-10"), "2027-01-10");
        assert_eq!(paid(Disbursement::Monthly(10), "2027-01-11"), "2027-02-10");
        assert_eq!(paid(Disbursement::Monthly(28), "2027-01-31"), "2027-02-28");
        assert_eq!(paid(Disbursement::Monthly(28), "2027-02-28"), "2027-02-28");
        assert_eq!(paid(Disbursement::Monthly(1), "2027-12-02"), "2028-01-01");
        assert_eq!(paid(Disbursement::Monthly(10), "9999-12-31"), "9999-12-31");
    }

    #[test]
    fn a_day_of_the_month_is_said_as_people_say_it() {
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 28]
            .map(|day| Disbursement::Monthly(day).words().to_string());
        assert_eq!(
            said.join(" ").replace("monthly on the ", ""),
            "1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 28th"
        );
    }
}
