//! The offers of a file as plans, each with what it was made of.

use super::Failure;
use crate::lint::{Examined, Settings, examine};
use crate::offer::{Offer, is_offer};
use crate::plan::{Plan, Scenario, plan};
use crate::text::source::SourceFile;
use crate::workspace::Workspace;

/// A plan with what it was made of.
pub(super) struct Planned {
    pub(super) plan: Plan,
    /// The file of its offer, as people see it.
    pub(super) path: String,
    pub(super) examined: Examined,
}

/// The plan of each offer of a file, after `more` has added what else is asked of it.
///
/// # Errors
/// At the first offer that cannot be planned, with the reason.
pub(super) fn planned(
    source: &SourceFile,
    settings: &Settings,
    workspace: &Workspace,
    scenario: Scenario,
    more: impl Fn(&mut Plan, &Offer) -> Result<(), String>,
) -> Result<Vec<Planned>, Failure> {
    let mut planned = Vec::new();
    for document in crate::text::yaml::parse(source).iter().filter(|document| is_offer(document)) {
        let examined = examine(source, document, settings, workspace);
        let cannot = |reason: String| {
            let (path, number) = (source.path(), document.number);
            Failure::message(format!("{path}, offer {number}: cannot be planned: {reason}"))
        };
        let (Some(offer), Some(contract)) = (&examined.offer, &examined.contract) else {
            return Err(cannot("it could not be read".to_owned()));
        };
        let made = plan(offer, &examined.schedule, contract, &settings.accounts, scenario);
        let mut plan = made.map_err(|error| cannot(error.to_string()))?;
        more(&mut plan, offer).map_err(cannot)?;
        planned.push(Planned { plan, path: source.path().to_owned(), examined });
    }
    Ok(planned)
}
