//! The columns of usage, and the names by which a header tells them.

use std::collections::BTreeMap;

use crate::marketplace::reports::error::ReportReason;
use crate::marketplace::reports::table::normal;
use crate::offer::table::SplitRow;

/// A column, and the names that the cost reports give it, in the form of [`normal`]. Source: AWS, "Cost and
/// usage report", "Data Exports"; FinOps Foundation, FOCUS 1.0; people's own tables.
pub(super) struct UsageColumn {
    pub(super) what: &'static str,
    pub(super) names: &'static [&'static str],
    pub(super) needed: bool,
}

pub(super) const MONTH: usize = 0;
pub(super) const ACCOUNT: usize = 1;
pub(super) const SERVICE: usize = 2;
pub(super) const AMOUNT: usize = 3;
pub(super) const DISCOUNT: usize = 4;
pub(super) const CURRENCY: usize = 5;

pub(super) const COLUMNS: [UsageColumn; 6] = [
    UsageColumn {
        what: "month",
        names: &[
            "month",
            "usage_month",
            "billing_month",
            "billing_period",
            "bill_billingperiodstartdate",
            "bill_billing_period_start_date",
            "billingperiodstart",
            "利用月",
            "対象月",
            "利用年月",
            "年月",
        ],
        needed: true,
    },
    UsageColumn {
        what: "account",
        names: &[
            "account",
            "account_id",
            "linked_account",
            "linked_account_id",
            "linkedaccountid",
            "usage_account_id",
            "lineitem_usageaccountid",
            "line_item_usage_account_id",
            "subaccountid",
            "アカウント",
            "アカウントid",
            "アカウント番号",
        ],
        needed: true,
    },
    UsageColumn {
        what: "service",
        names: &[
            "service",
            "service_name",
            "servicename",
            "product",
            "product_name",
            "productname",
            "product_code",
            "lineitem_productcode",
            "line_item_product_code",
            "サービス",
            "サービス名",
        ],
        needed: true,
    },
    UsageColumn {
        what: "amount",
        names: &[
            "amount",
            "amount_usd",
            "cost",
            "cost_usd",
            "unblended_cost",
            "unblendedcost",
            "lineitem_unblendedcost",
            "line_item_unblended_cost",
            "billedcost",
            "金額",
            "金額_usd",
            "利用料",
            "利用料_usd",
            "利用料金",
            "利用料金_usd",
        ],
        needed: true,
    },
    UsageColumn {
        what: "volume_discount",
        names: &[
            "volume_discount",
            "volume_discount_usd",
            "ボリュームディスカウント",
            "ボリューム割引",
            "ボリューム割引_usd",
        ],
        needed: false,
    },
    UsageColumn {
        what: "currency",
        names: &[
            "currency",
            "currency_code",
            "lineitem_currencycode",
            "line_item_currency_code",
            "billingcurrency",
            "通貨",
        ],
        needed: false,
    },
];

/// Which column of a header holds what.
pub(super) fn places(titles: &SplitRow) -> Result<Vec<Option<usize>>, ReportReason> {
    let mut known: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, title) in titles.cells.iter().enumerate() {
        known.entry(normal(title)).or_default().push(at);
    }
    let place = |column: &UsageColumn| {
        let found: Vec<usize> =
            column.names.iter().filter_map(|name| known.get(*name)).flatten().copied().collect();
        match found.as_slice() {
            [] => Ok(None),
            [at] => Ok(Some(*at)),
            _ => Err(ReportReason::ColumnTwice(column.what)),
        }
    };
    COLUMNS.iter().map(place).collect()
}
