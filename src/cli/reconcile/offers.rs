//! The offers of a comparison: found as by `check`, planned if accepted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Args;
use crate::cli::Failure;
use crate::cli::deliver::Kind as FileKind;
use crate::cli::progress::in_order;
use crate::cli::reading::{open, unmarked};
use crate::cli::walking::walk;
use crate::cli::ways_out::of_plan;
use crate::lint::{CheckedOffer, Found, Settings, check};
use crate::offer::{Field, Kind};
use crate::plan::{Plan, PlanError, Scenario};
use crate::reconcile::{Deal, DealStatus};
use crate::text::message::Message;
use crate::workspace::{Input, Walk, Workspace, is_yaml};

/// An offer, and the file with the offer that it replaces.
struct DealFile {
    deal: Deal,
    file: PathBuf,
    replaced: Option<PathBuf>,
}

/// Every offer of the files and folders. An accepted offer that cannot be planned is an error: without
/// it, the expected invoices are unknown.
pub(super) fn read(args: &Args, paths: &[PathBuf]) -> Result<Vec<Deal>, Failure> {
    let workspace = args.common.workspace()?;
    let Walk { inputs, errors, .. } = walk(paths, workspace.configurations(), &args.common, is_yaml)?;
    let mut failed: Vec<String> = errors.iter().map(ToString::to_string).collect();
    let mut offers = Vec::new();
    let read = |_, input: &Input| in_file(args, input, &workspace);
    in_order(&inputs, args.common.quiet, read, |files: Vec<Result<Vec<DealFile>, Failure>>| {
        for file in files {
            match file {
                Ok(mut found) => offers.append(&mut found),
                Err(Failure::Message(text)) => failed.push(text),
                Err(other) => return Err(other),
            }
        }
        Ok(())
    })?;
    if !failed.is_empty() {
        return Err(Failure::all(&failed));
    }
    args.walking.verify(paths, !offers.is_empty())?;
    args.output.to.may_be_written(FileKind::Report, &workspace.named())?;
    Ok(linked(offers))
}

/// The offers, each that replaces another by file with the index of that one.
fn linked(offers: Vec<DealFile>) -> Vec<Deal> {
    let mut places: BTreeMap<&Path, usize> = BTreeMap::new();
    for (at, offer) in offers.iter().enumerate() {
        places.entry(&offer.file).or_insert(at);
    }
    let replaced: Vec<Option<usize>> =
        offers.iter().map(|offer| places.get(offer.replaced.as_deref()?).copied()).collect();
    let mut deals: Vec<Deal> = offers.into_iter().map(|offer| offer.deal).collect();
    for (deal, place) in deals.iter_mut().zip(replaced) {
        if let Some((_, known)) = &mut deal.replaces {
            *known = place;
        }
    }
    deals
}

fn in_file(args: &Args, input: &Input, workspace: &Workspace) -> Result<Vec<DealFile>, Failure> {
    let (source, settings) = open(input, workspace).map_err(|trouble| trouble.failure(&args.common))?;
    let path = source.path();
    let unclear = |what: &str| Failure::message(format!("{path}: {what}; `paysched check` says why"));
    let checked = check(&source, &settings);
    let unmarked = unmarked(&source, &checked);
    if !unmarked.is_empty() {
        return Err(Failure::all(&unmarked.into_iter().map(|(_, line)| line).collect::<Vec<_>>()));
    }
    if checked.broken {
        return Err(unclear("it cannot be read"));
    }
    let offers: Result<Vec<CheckedOffer>, PlanError> =
        checked.into_offers().map(|(_, offer)| offer).collect();
    let offers = offers.map_err(|_| unclear("it has an offer that cannot be read"))?;
    if offers.is_empty() && input.found == Found::Named {
        return Err(Failure::message(format!("{path}: there is no offer in it")));
    }
    offers.iter().map(|checked| offer(args, (input, &settings), path, checked)).collect()
}

fn offer(
    args: &Args,
    (input, settings): (&Input, &Settings),
    path: &str,
    checked: &CheckedOffer,
) -> Result<DealFile, Failure> {
    let offer = &checked.offer;
    let standing = standing(args, settings, checked).map_err(|why| {
        let place = format!("{path}, offer {}", checked.document);
        Failure::message(format!("{place}: cannot be planned: {why}"))
    })?;
    let mut buyers: Vec<String> =
        offer.buyers.get().into_iter().flatten().filter_map(|buyer| buyer.account.get().cloned()).collect();
    buyers.sort_unstable();
    buyers.dedup();
    let replaces = offer.replaces.get();
    let folder = input.path.parent().unwrap_or(Path::new(""));
    let absolute = |path: PathBuf| std::fs::canonicalize(&path).unwrap_or(path);
    let deal = Deal {
        path: path.to_owned(),
        document: checked.document,
        name: offer.name.get().cloned().unwrap_or_else(|| path.to_owned()),
        id: offer.id.get().cloned(),
        agreement: offer.agreement().map(str::to_owned),
        replaces: replaces.and_then(|replaces| Some((replaces.agreement.get()?.clone(), None))),
        buyers,
        standing,
    };
    let replaced = replaces.and_then(|replaces| Some(absolute(folder.join(replaces.schedule.get()?))));
    Ok(DealFile { deal, file: absolute(input.path.clone()), replaced })
}

fn standing(args: &Args, settings: &Settings, checked: &CheckedOffer) -> Result<DealStatus, Failure> {
    let offer = &checked.offer;
    if offer.kind() == Some(Kind::ResaleAuthorization) {
        return Ok(DealStatus::Authorization);
    }
    let accepted = match &offer.accepted {
        Field::Given(day) => Some(day.value),
        Field::Absent => args.accepted,
        Field::Invalid => {
            return Err(Failure::message("`accepted` cannot be read; `paysched check` says why"));
        }
    };
    let Some(accepted) = accepted else { return Ok(DealStatus::NotAccepted) };
    let plan = checked.plan(&Scenario {
        accepted: Some(accepted),
        cash: args.cash(settings),
        ..Scenario::default()
    });
    plan.map(|plan| DealStatus::Planned(Box::new(compared(plan))))
        .map_err(|error| Failure::message(of_plan(&error)))
}

/// A plan without what no comparison needs, since those of all offers are held at once.
fn compared(mut plan: Plan) -> Plan {
    for invoice in &mut plan.invoices {
        invoice.explanation = Message::default();
    }
    plan.invoices.shrink_to_fit();
    (plan.offer.labels, plan.notes) = (Vec::new(), Vec::new());
    plan
}
