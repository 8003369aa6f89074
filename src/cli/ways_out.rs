//! How to resolve an error of the library: the flag that helps.

use crate::marketplace::limits::FeeError;
use crate::plan::bills::BillsError;
use crate::plan::{AgencyError, CancelError, CashError, PlanError, RenewalError, WindowError};
use crate::reconcile::ReconcileError;
use crate::workspace::GitError;

/// Why an offer cannot be planned, and what to do.
pub(super) fn of_plan(error: &PlanError) -> String {
    let way_out = match error {
        PlanError::NoAcceptance => "give one with --accepted",
        PlanError::Renewal(RenewalError::TooMany { times, .. }) => {
            return format!("{error}: give --renewals {times} or less");
        }
        PlanError::Cancel(CancelError::BeforeAcceptance { assumed: true, .. }) => {
            "give the day with --accepted"
        }
        PlanError::Cash(CashError::Fee(FeeError::TooEarly(_))) => "write --fee PERCENT",
        PlanError::Cash(CashError::Fee(FeeError::NoTier(currency))) => {
            return format!(
                "{error}; write --fee PERCENT (for example --fee 3%), or --tier-rate USD{currency}=RATE with \
                 what one dollar costs"
            );
        }
        _ => return error.to_string(),
    };
    format!("{error}; {way_out}")
}

/// Why the days of acceptance cannot be shown, and what to do.
pub(super) fn of_window(error: WindowError) -> String {
    format!("{error}; write --accept-range=FROM..TO")
}

/// Why the invoices of a billing agent cannot be shown, and what to do.
pub(super) fn of_agency(error: AgencyError) -> String {
    match error {
        AgencyError::NoRate(from, to, _) => format!("{error}; give one, such as `--fx {from}{to}=151.20`"),
        AgencyError::TooLarge => error.to_string(),
    }
}

/// Why bills cannot be made, and what to do.
pub(super) fn of_bills(error: &BillsError) -> String {
    match error {
        BillsError::Agency(error) => of_agency(*error),
        BillsError::NoUsage { .. } => {
            format!("{error}; name another month with --month, or leave out --usage")
        }
        error => error.to_string(),
    }
}

/// Why nothing can be compared, and what to do: a sentence for each cause, the first cause first.
pub(super) fn of_reconciliation(error: &ReconcileError) -> Vec<String> {
    match error {
        ReconcileError::NoLastDay(unread) | ReconcileError::NoPayout(unread) => {
            let last = format!("{error}; give it with --as-of");
            unread.iter().map(ToString::to_string).chain([last]).collect()
        }
        ReconcileError::TwoAmounts(_) => {
            vec![format!("{error}; leave out the report that is wrong, or export both again")]
        }
    }
}

/// Why git does not answer, and what to do.
pub(super) fn of_git(error: &GitError) -> String {
    match error {
        GitError::Distrusted(folder) => {
            format!("{error}; if you trust it, run `git config --global --add safe.directory {folder}`")
        }
        GitError::NoRevision(_) => {
            format!("{error}; `git fetch` brings what is new, and `git branch --all` lists the branches")
        }
        GitError::Shallow(_) => format!(
            "{error}; get it with `git fetch --unshallow origin '+refs/heads/*:refs/remotes/origin/*'`, in \
             GitHub Actions with `fetch-depth: 0` of actions/checkout, in GitLab CI with `GIT_DEPTH: 0`"
        ),
        GitError::Partial { revision, .. } => {
            format!("{error}; fetch the rest with `git archive {revision} --output /dev/null`")
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::offer::{Currency, parse_date};

    #[test]
    fn the_flag_that_helps_is_named() {
        let (yen, day) = (Currency::parse("JPY").unwrap(), parse_date("2024-01-04").unwrap());
        let fee = |error| PlanError::Cash(CashError::Fee(error));
        let cancelled = |assumed| CancelError::BeforeAcceptance { date: day, accepted: day, assumed };
        for (error, way_out) in [
            (PlanError::NoAcceptance, "; give one with --accepted"),
            (RenewalError::TooMany { asked: 2, times: 1 }.into(), "not 2: give --renewals 1 or less"),
            (cancelled(true).into(), "; give the day with --accepted"),
            (cancelled(false).into(), "the buyer accepts on 2024-01-04"),
            (fee(FeeError::TooEarly(day)), "starts on 2024-01-05; write --fee PERCENT"),
            (fee(FeeError::NoTier(yen)), "or --tier-rate USDJPY=RATE with what one dollar costs"),
            (PlanError::NoCurrency, "the currency is not known"),
        ] {
            assert!(of_plan(&error).ends_with(way_out), "{}", of_plan(&error));
        }
        let rate = AgencyError::NoRate(yen, yen, day);
        assert!(of_agency(rate).ends_with("give one, such as `--fx JPYJPY=151.20`"));
    }
}
