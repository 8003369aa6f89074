//! The seller's cash flow: what each invoice brings after the listing fee, and when.

use chrono::NaiveDate;

use super::{Invoice, Plan};
use crate::marketplace::limits::{Disbursement, FeeError, ListingFee, Sale};
use crate::offer::accounts::{Families, Register, Standing};
use crate::offer::{Amount, Kind, Money, Offer, Rate, Share};
use crate::schedule::add_days;
use crate::text::message::{Message, count, msg};

/// What the seller's cash flow depends on besides the plan.
#[derive(Debug, Clone, Default)]
pub struct CashTerms {
    /// Which listing fee the marketplace takes.
    pub fee: FeeTerms,
    /// How many days after the due date the buyer pays.
    pub late_days: u32,
    /// When the marketplace pays out.
    pub disbursement: Disbursement,
    /// Exchange rates that determine the fee tier of a total in a currency other than USD.
    pub rates: Vec<Rate>,
}

impl CashTerms {
    /// The terms for a renewed term: the fee of a renewal, unless a fee was given.
    pub(super) fn of_renewals(self) -> Self {
        let fee = if self.fee == FeeTerms::Listed { FeeTerms::Renewal } else { self.fee };
        Self { fee, ..self }
    }
}

/// Which listing fee the marketplace takes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum FeeTerms {
    /// The fee from the table, by total contract value and kind.
    #[default]
    Listed,
    /// The fee for renewals.
    Renewal,
    /// This fee.
    Given(Share),
}

/// When a plan's money arrives, and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cash {
    /// The marketplace's listing fee.
    pub fee: ListingFee,
    /// How many days after the due date the buyer is expected to pay.
    pub late_days: u32,
    /// When the marketplace pays out.
    pub disbursement: Disbursement,
    /// When the buyer's payment counts as made.
    pub paid: Paid,
    /// One line for each invoice, in the order of the plan.
    pub lines: Vec<CashLine>,
    /// The sum of the fees: the fee of the total, rounded half-up to the currency's minor unit.
    pub fees: Amount,
    /// The sum of what the seller gets.
    pub net: Amount,
    /// Notes that a reader must not miss: when the first money arrives, what is unknown.
    pub notes: Vec<Message>,
}

/// When a buyer's payment counts as made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paid {
    /// On the due date, plus the days that the buyer is late.
    WhenDue,
    /// The buyer pays by credit card and is charged on the invoice date. Source: Seller Guide,
    /// "Net payment terms": card customers are charged immediately.
    ByCard,
    /// Unknown, with the reason.
    Unknown(Message),
}

/// The money of one invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CashLine {
    /// The number of the invoice in the plan, from 1.
    pub number: usize,
    /// The day by which the buyer has paid; `None` if the due date is not known.
    pub collected: Option<NaiveDate>,
    /// What the marketplace keeps.
    pub fee: Amount,
    /// What the seller gets: the amount less the fee, exactly.
    pub net: Amount,
    /// The first payout day on or after the collection.
    pub paid_out: Option<NaiveDate>,
    /// What the seller has received for this and all earlier invoices.
    pub cumulative: Amount,
}

/// Why a plan's cash flow cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CashError {
    /// The listing fee cannot be determined.
    #[error(transparent)]
    Fee(#[from] FeeError),
    /// The amounts have more digits than can be held exactly.
    #[error("the amounts are too large for their fees to be worked out exactly")]
    TooLarge,
}

impl Cash {
    /// The first line with money for the seller on a known day.
    #[doc(hidden)]
    pub fn first(&self) -> Option<&CashLine> {
        self.lines.iter().find(|line| !line.net.is_zero() && line.paid_out.is_some())
    }

    /// What an invoice that is not expected would have brought: its fee rounded by itself, and the day on
    /// which the buyer would have paid it. `None` if an amount cannot be held.
    pub(crate) fn of_unexpected(&self, invoice: &Invoice, unit: Amount) -> Option<CashLine> {
        let fee = Amount::rounded_half_up(&(invoice.amount.exact() * self.fee.share.exact()), unit)?;
        let collected = collected(invoice, &self.paid, self.late_days);
        let paid_out = collected.map(|day| self.disbursement.on_or_after(day));
        let net = invoice.amount.minus(fee)?;
        Some(CashLine { number: invoice.number, collected, fee, net, paid_out, cumulative: self.net })
    }
}

/// Computes the seller's cash flow for an offer's plan.
///
/// The fees are rounded cumulatively: after each invoice, what the marketplace has kept is the fee of
/// everything invoiced so far, rounded half-up to the currency's minor unit, and the invoice's own fee
/// is the difference. So fee and net add up to every invoice exactly, and the fees sum to the rounded
/// fee of the total. How the marketplace itself rounds is not documented; a single line may differ by
/// one minor unit.
///
/// # Errors
/// When the listing fee cannot be determined, or a number has more digits than can be held exactly.
pub fn cash(plan: &Plan, offer: &Offer, register: &Register, terms: &CashTerms) -> Result<Cash, CashError> {
    let fee = listing_fee(plan, offer, terms).map_err(CashError::Fee)?;
    let paid = paid(offer, register, plan);
    let mut lines = Vec::with_capacity(plan.invoices.len());
    let (mut fees, mut net) = (Amount::ZERO, Amount::ZERO);
    let mut billed = Amount::ZERO;
    for invoice in &plan.invoices {
        // What is not expected brings nothing.
        let amount = if invoice.expected { invoice.amount } else { Amount::ZERO };
        billed = billed.plus(amount).ok_or(CashError::TooLarge)?;
        let line = line(plan, (amount, billed), &fee.share, fees).ok_or(CashError::TooLarge)?;
        let collected = collected(invoice, &paid, terms.late_days).filter(|_| invoice.expected);
        fees = line.fees;
        net = line.cumulative;
        lines.push(CashLine {
            number: invoice.number,
            collected,
            fee: line.fee,
            net: line.net,
            paid_out: collected.map(|day| terms.disbursement.on_or_after(day)),
            cumulative: line.cumulative,
        });
    }
    let (late_days, disbursement) = (terms.late_days, terms.disbursement);
    let mut cash = Cash { fee, late_days, disbursement, paid, lines, fees, net, notes: Vec::new() };
    cash.notes = notes(plan, offer, terms, &cash);
    Ok(cash)
}

/// The fee by the terms, as of the day of acceptance.
fn listing_fee(plan: &Plan, offer: &Offer, terms: &CashTerms) -> Result<ListingFee, FeeError> {
    if let FeeTerms::Given(share) = &terms.fee {
        return Ok(ListingFee::given(share.clone()));
    }
    ListingFee::of(Sale {
        kind: offer.kind().unwrap_or(Kind::PrivateOffer),
        product: offer.product_type(),
        total: Money::new(plan.offer.total, plan.offer.currency),
        accepted: plan.acceptance.date,
        renewal: terms.fee == FeeTerms::Renewal,
        rates: &terms.rates,
    })
}

/// The amounts of one line.
struct LineAmounts {
    fee: Amount,
    net: Amount,
    /// The fees up to this line.
    fees: Amount,
    /// The net up to this line.
    cumulative: Amount,
}

/// The amounts of an invoice: its own and the sum up to it; `before` is what the marketplace kept up to
/// then.
fn line(
    plan: &Plan,
    (amount, billed): (Amount, Amount),
    share: &Share,
    before: Amount,
) -> Option<LineAmounts> {
    let unit = plan.offer.currency.minor_unit();
    let fees = Amount::rounded_half_up(&(billed.exact() * share.exact()), unit)?;
    let fee = fees.minus(before)?;
    let net = amount.minus(fee)?;
    Some(LineAmounts { fee, net, fees, cumulative: billed.minus(fees)? })
}

/// The day by which the buyer has paid each invoice of a plan, in order, if the buyer pays `late_days`
/// after each due date; `None` if the due date is not known.
pub fn collections(
    plan: &Plan,
    offer: &Offer,
    register: &Register,
    late_days: u32,
) -> Vec<Option<NaiveDate>> {
    let paid = paid(offer, register, plan);
    plan.invoices.iter().map(|invoice| collected(invoice, &paid, late_days)).collect()
}

fn collected(invoice: &Invoice, paid: &Paid, late_days: u32) -> Option<NaiveDate> {
    match paid {
        Paid::WhenDue => invoice.due_date.map(|due| add_days(due, u64::from(late_days))),
        Paid::ByCard => Some(invoice.invoice_date),
        Paid::Unknown(_) => None,
    }
}

/// When the payment of these buyers counts as made.
fn paid(offer: &Offer, register: &Register, plan: &Plan) -> Paid {
    let families = Families::of(offer, register);
    let mut standings = families.buyers().map(|(_, buyer)| families.standing(buyer)).peekable();
    if standings.peek().is_some() && standings.all(|standing| standing == Standing::CreditCard) {
        return Paid::ByCard;
    }
    if plan.invoices.iter().all(|invoice| invoice.due_date.is_some()) {
        return Paid::WhenDue;
    }
    let known = |(_, buyer)| families.net_days(buyer);
    let mut days: Vec<u32> = families.buyers().filter_map(known).collect();
    days.sort_unstable();
    days.dedup();
    Paid::Unknown(match days.as_slice() {
        [days] => msg!("only some buyers have payment terms, {days} days", days),
        [] => msg!("neither the offer nor the account register says the payment terms"),
        [first, .., last] => msg!(
            "the buyers' payment terms differ, {first} to {last} days; `net_terms` would set one for all",
            first,
            last
        ),
    })
}

fn notes(plan: &Plan, offer: &Offer, terms: &CashTerms, cash: &Cash) -> Vec<Message> {
    let mut notes = Vec::new();
    if let Paid::Unknown(why) = &cash.paid {
        notes.push(msg!("When the money comes is not known: {why}.", why));
    }
    notes.extend(cash.first().and_then(|first| first_words(plan, cash, first)).into_iter().flatten());
    match (offer.kind(), &terms.fee) {
        (Some(Kind::ChannelPartnerOffer), _) => notes.extend([
            msg!("What the manufacturer gets by its resale authorization is not taken off."),
            msg!("Others report that the fee falls on the manufacturer's price, not on the partner's."),
        ]),
        (Some(Kind::ReplacementOffer), FeeTerms::Listed) => {
            notes.push(msg!("If this replacement renews an agreement, its fee is that of a renewal."));
        }
        _ => {}
    }
    notes
}

/// When the first money arrives, and why not earlier.
fn first_words(plan: &Plan, cash: &Cash, first: &CashLine) -> Option<[Message; 2]> {
    let (number, day, collected) = (first.number, first.paid_out?, first.collected?);
    let days = day.signed_duration_since(plan.acceptance.date).num_days();
    let days = count!(days, "day");
    let before = match cash.paid {
        Paid::ByCard => msg!("is charged to the buyer's card on {collected}", collected),
        _ if cash.late_days > 0 => msg!("is expected to be paid on {collected}", collected),
        _ => msg!("is due on {collected}", collected),
    };
    let first = match plan.renewal.is_some() {
        true => msg!("The first money reaches the seller on {day}, {days} after the renewal.", day, days),
        false => msg!("The first money reaches the seller on {day}, {days} after acceptance.", day, days),
    };
    let before =
        msg!("Invoice {number} {before}, and is paid out only after the buyer has paid it.", number, before);
    Some([first, before])
}
