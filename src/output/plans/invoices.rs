//! The invoices of plans as rows, and their columns in every table and record.

use super::cancellation;
use super::grid::{Columns, Grid};
use super::sheet::Cell;
use crate::offer::{Amount, Currency};
use crate::plan::{Invoice, Plan};

/// A row of the invoices: one of a plan's.
#[derive(Clone, Copy)]
pub(super) struct InvoiceRow<'a> {
    pub(super) plan: &'a Plan,
    /// The file of the offer; empty if no output names it.
    pub(super) path: &'a str,
    pub(super) invoice: &'a Invoice,
    /// Which of the plan's it is, counted from 0.
    pub(super) at: usize,
}

impl InvoiceRow<'_> {
    fn money(&self, amount: Amount) -> (Amount, Currency) {
        (amount, self.plan.offer.currency)
    }
}

/// The invoices of a plan, in order.
pub(super) fn lines<'a>(plan: &'a Plan, path: &'a str) -> impl Iterator<Item = InvoiceRow<'a>> {
    plan.invoices.iter().enumerate().map(move |(at, invoice)| InvoiceRow { plan, path, invoice, at })
}

/// The columns of invoices.
pub(super) fn columns<'a>(plans: &[&Plan]) -> Grid<'a, InvoiceRow<'a>> {
    let c = Columns::<InvoiceRow<'_>>::of();
    let noted = plans.iter().any(|plan| plan.invoices.iter().any(|invoice| invoice.note.is_some()));
    let ordered = plans.iter().any(|plan| plan.invoices.iter().any(|i| i.purchase_order.is_some()));
    let told = plans.iter().any(|plan| cancellation::has_status(plan));
    Grid::new([
        c.named("number", |line| line.invoice.number).titled("#"),
        c.named("scheduled_date", |line| line.invoice.scheduled_date).titled("scheduled"),
        c.named("invoice_date", |line| line.invoice.invoice_date).titled("invoice"),
        c.named("due_date", |line| line.invoice.due_date).titled("due").or_unknown(),
        c.named("amount", |line| line.money(line.invoice.amount)).titled("amount"),
        c.named("currency", |line| line.plan.offer.currency.to_string()).not_in_json(),
        c.named("cumulative", |line| line.money(line.invoice.cumulative)).titled("cumulative"),
        c.named("remaining", |line| line.money(line.invoice.remaining)).titled("remaining"),
        c.named("expected", |line| (!line.invoice.expected).then_some(false)).if_given().not_in_csv(),
        c.people("status", |line| Cell::Words(cancellation::status(line.plan, line.invoice))).only_if(told),
        c.named("note", |line| line.invoice.note.as_deref()).titled("note").seen_if(noted),
        c.named("purchase_order", |line| line.invoice.purchase_order.as_deref())
            .titled("purchase order")
            .if_given()
            .only_if(ordered),
        c.named("entry", |line| line.invoice.entry).not_in_csv(),
        c.named("position", |line| line.invoice.position).not_in_csv(),
        c.named("explanation", |line| line.invoice.explanation.clone()).not_in_csv(),
    ])
}
