//! Writes a draft as an offer file.

use super::{Bills, Buyer, Dimension, Draft, Entry, Pricing, Renewal, Run, Series, Single, Term};
use super::{text, words};
use crate::offer::layout;
use crate::offer::{Currency, FORMAT, MARKER};
use crate::text::source::SourceFile;

impl Draft {
    /// The text of an offer file, in the layout of `paysched fmt`: laying it out again changes
    /// nothing. Text that a YAML reader would take for something else is quoted; comments for keys
    /// that are left out stand where the key would.
    pub fn to_yaml(&self) -> String {
        let mut lines = Vec::new();
        if let Some(schema) = &self.schema {
            lines.push(text::comment(&format!("yaml-language-server: $schema={schema}")));
        }
        comments(&self.comments.head, "", &mut lines);
        for key in FORMAT.keys {
            comments(self.comments.keys.get(key.name).map_or(&[], Vec::as_slice), "", &mut lines);
            self.key(key.name, &mut lines);
        }
        let unknown = |name: &str| FORMAT.keys.iter().all(|key| key.name != name);
        for (_, more) in self.comments.keys.iter().filter(|(name, _)| unknown(name)) {
            comments(more, "", &mut lines);
        }
        let mut written = lines.join("\n");
        written.push('\n');
        // Whatever does not fit on its line is broken there.
        layout::format(&SourceFile::new("draft", written.clone())).unwrap_or(written)
    }

    /// The lines of one first-level key; none where it is left out.
    fn key(&self, key: &'static str, lines: &mut Vec<String>) {
        let value = match key {
            MARKER => Some("1".to_owned()),
            "name" => self.name.as_deref().map(text::line),
            "description" => self.description.as_deref().map(text::line),
            "id" => self.id.as_deref().map(text::line),
            "kind" => self.kind.map(|kind| kind.word().to_owned()),
            "product" => self.product.as_ref().map(|product| {
                Flow::default()
                    .text("id", product.id.as_deref())
                    .add("type", product.product_type.map(|t| t.word().to_owned()))
                    .text("title", product.title.as_deref())
                    .done()
            }),
            "buyers" => return list(key, self.buyers.iter().map(|b| (&[][..], buyer(b))), "", lines),
            "release" => self.release.map(words::date),
            "accept_by" => self.accept_by.map(words::date),
            "accepted" => self.accepted.map(words::date),
            "term" => self.term.map(term),
            "currency" => self.currency.map(|currency| currency.to_string()),
            "total" => self.total.map(|total| words::money(total, self.currency)),
            "rounding" => Flow::default()
                .add("step", self.rounding.step.map(|step| step.to_string()))
                .add("leftover", self.rounding.leftover.map(|l| l.word().to_owned()))
                .filled(),
            "installments" => return list(key, self.entries(), "", lines),
            "pricing" => return self.pricing.iter().for_each(|it| pricing(it, lines)),
            "net_terms" => self.net_terms.map(|days| days.to_string()),
            "legal" => self.legal.as_ref().map(|it| Flow::default().text("eula", it.eula.as_deref()).done()),
            "refund_policy" => self.refund_policy.as_deref().map(text::line),
            "renewal" => return self.renewal.iter().for_each(|it| renewal(it, lines)),
            "replaces" => self.replaces.as_ref().map(|replaces| {
                let flow = Flow::default().text("agreement", replaces.agreement.as_deref());
                flow.text("schedule", replaces.schedule.as_deref()).done()
            }),
            "resale" => self.resale.as_ref().map(|resale| {
                let flow = Flow::default().text("authorization", resale.authorization.as_deref());
                flow.add("markup", resale.markup.as_ref().map(words::share)).done()
            }),
            "billing_agent" => self.billing_agent.as_deref().map(text::line),
            "labels" => return self.labels(lines),
            _ => None,
        };
        lines.extend(value.map(|value| format!("{key}: {value}")));
    }

    fn entries(&self) -> impl Iterator<Item = (&[String], String)> {
        self.installments.iter().map(|entry| match entry {
            Entry::Single(it) => (it.comments.as_slice(), single(it, self.currency)),
            Entry::Series(it) => (it.comments.as_slice(), series(it, self.currency)),
        })
    }

    fn labels(&self, lines: &mut Vec<String>) {
        if !self.labels.is_empty() {
            lines.push("labels:".to_owned());
        }
        let line =
            |(name, label): &(String, String)| format!("  {}: {}", text::text(name), text::line(label));
        lines.extend(self.labels.iter().map(line));
    }
}

/// A mapping in brackets, on one line.
#[derive(Default)]
struct Flow(Vec<String>);

impl Flow {
    fn add(mut self, key: &str, value: Option<String>) -> Self {
        self.0.extend(value.map(|value| format!("{key}: {value}")));
        self
    }

    fn text(self, key: &str, value: Option<&str>) -> Self {
        self.add(key, value.map(text::text))
    }

    fn done(self) -> String {
        format!("{{{}}}", self.0.join(", "))
    }

    /// The same; none where nothing is in it.
    fn filled(self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.done())
    }
}

fn comments(texts: &[String], indent: &str, lines: &mut Vec<String>) {
    lines.extend(texts.iter().map(|line| format!("{indent}{}", text::comment(line))));
}

/// A key with the items of a list below it; nothing where there are none.
fn list<'d>(
    key: &str,
    items: impl Iterator<Item = (&'d [String], String)>,
    indent: &str,
    lines: &mut Vec<String>,
) {
    let mut items = items.peekable();
    if items.peek().is_some() {
        lines.push(format!("{indent}{key}:"));
    }
    let deeper = format!("{indent}  ");
    for (above, item) in items {
        comments(above, &deeper, lines);
        lines.push(format!("{deeper}- {item}"));
    }
}

/// A list in brackets; none where there are no items.
fn brackets(items: impl Iterator<Item = String>) -> Option<String> {
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
}

fn buyer(buyer: &Buyer) -> String {
    let rest = Flow::default()
        .text("name", buyer.name.as_deref())
        .text("payer", buyer.payer.as_deref())
        .add("billing", buyer.billing.map(|billing| billing.word().to_owned()))
        .add("net_days", buyer.net_days.map(|days| days.to_string()))
        .add("independent", buyer.independent.map(|flag| flag.to_string()));
    let account = text::text(&buyer.account);
    if rest.0.is_empty() {
        return account;
    }
    let mut all = Flow::default().add("account", Some(account));
    all.0.extend(rest.0);
    all.done()
}

fn term(term: Term) -> String {
    let (start, end, duration) = match term {
        Term::For(duration) => return words::duration(duration),
        Term::Dates { start, end } => (Some(start), Some(end), None),
        Term::From { start, duration } => (Some(start), None, Some(duration)),
        Term::Until { end } => (None, Some(end), None),
    };
    let flow = Flow::default().add("start", start.map(words::date)).add("end", end.map(words::date));
    flow.add("duration", duration.map(words::duration)).done()
}

fn single(single: &Single, currency: Option<Currency>) -> String {
    Flow::default()
        .add("invoice_date", Some(words::date(single.invoice_date)))
        .add("amount", Some(words::amount(&single.amount, currency)))
        .text("note", single.note.as_deref())
        .done()
}

fn series(series: &Series, currency: Option<Currency>) -> String {
    let (times, until) = match series.run {
        Run::Times(times) => (Some(times.to_string()), None),
        Run::Until(day) => (None, Some(words::date(day))),
    };
    let (each, split) = match &series.bills {
        Bills::Each(amount) => (Some(words::amount(amount, currency)), None),
        Bills::Split(amount) => (None, Some(words::amount(amount, currency))),
    };
    let raise = series.raise.as_ref().map(|raise| {
        let percent = Flow::default().add("percent", Some(words::share(&raise.percent)));
        percent.add("every", Some(raise.every.to_string())).done()
    });
    Flow::default()
        .add("first", Some(words::date(series.first)))
        .add("every", Some(words::period(series.every)))
        .add("times", times)
        .add("until", until)
        .add("day", series.day.as_deref().map(words::days))
        .add("overflow", series.overflow.map(|overflow| overflow.word().to_owned()))
        .add("roll", series.roll.map(|roll| roll.word().to_owned()))
        .add("except", brackets(series.except.iter().map(ToString::to_string)))
        .add("amount", each)
        .add("split", split)
        .add("weights", brackets(series.weights.iter().map(ToString::to_string)))
        .add("raise", raise)
        .text("note", series.note.as_deref())
        .done()
}

fn pricing(pricing: &Pricing, lines: &mut Vec<String>) {
    let contract_type = pricing.contract_type.map(|it| format!("  contract_type: {}", it.word()));
    let category = pricing.category.as_deref().map(|it| format!("  category: {}", text::text(it)));
    if contract_type.is_none() && category.is_none() && pricing.dimensions.is_empty() {
        return lines.push("pricing: {}".to_owned());
    }
    lines.push("pricing:".to_owned());
    lines.extend(contract_type.into_iter().chain(category));
    list("dimensions", pricing.dimensions.iter().map(|it| (&[][..], dimension(it))), "  ", lines);
}

fn dimension(dimension: &Dimension) -> String {
    let price = |flow: Flow, (duration, price): &(_, rust_decimal::Decimal)| {
        flow.add(&words::duration(*duration), Some(price.to_string()))
    };
    Flow::default()
        .text("key", dimension.key.as_deref())
        .text("name", dimension.name.as_deref())
        .text("description", dimension.description.as_deref())
        .add("quantity", dimension.quantity.map(|quantity| quantity.to_string()))
        .add("prices", dimension.prices.iter().fold(Flow::default(), price).filled())
        .add("overage", dimension.overage.map(|overage| overage.to_string()))
        .done()
}

fn renewal(renewal: &Renewal, lines: &mut Vec<String>) {
    let plain = Flow::default()
        .add("times", renewal.times.map(|times| times.to_string()))
        .add("price_increase", renewal.price_increase.as_ref().map(words::share))
        .add("lockout_days", renewal.lockout_days.map(|days| days.to_string()));
    if renewal.installments.is_empty() {
        return lines.push(format!("renewal: {}", plain.done()));
    }
    let part = |part: &super::RenewalPart| {
        let flow = Flow::default().add("after", part.after.map(words::duration));
        let flow = flow.add("percent", part.percent.as_ref().map(words::share));
        flow.add("day", part.day.map(|day| day.to_string())).done()
    };
    lines.push("renewal:".to_owned());
    lines.extend(plain.0.iter().map(|line| format!("  {line}")));
    list("installments", renewal.installments.iter().map(|it| (&[][..], part(it))), "  ", lines);
}
