//! The questions of `paysched new --ask`: one for each value that no flag gives.

use std::io::{self, BufRead, Write};

use super::super::Failure;
use super::wanted::{self, Wanted};
use crate::cli::common::BadValue;

/// One question.
struct Question {
    /// The question.
    asks: &'static str,
    /// A sample answer.
    such_as: &'static str,
    /// Whether it needs an answer.
    needed: bool,
    /// Whether a flag or an earlier answer has given it already.
    known: fn(&Wanted) -> bool,
    /// Takes an answer.
    take: fn(&mut Wanted, &str) -> Result<(), BadValue>,
}

const QUESTIONS: [Question; 14] = [
    Question {
        asks: "Offer name, as the buyer sees it",
        such_as: "Acme KK, three-year plan",
        needed: true,
        known: |wanted| wanted.terms.name.is_some(),
        take: |wanted, text| {
            wanted.terms.name = Some(text.to_owned());
            Ok(())
        },
    },
    Question {
        asks: "Product id",
        such_as: "prod-k3xu7yexample",
        needed: true,
        known: |wanted| wanted.terms.product.is_some(),
        take: |wanted, text| {
            wanted.terms.product = Some(text.to_owned());
            Ok(())
        },
    },
    Question {
        asks: "Product type",
        such_as: "saas_contract, if left empty",
        needed: false,
        known: |wanted| wanted.terms.product_type.is_some(),
        take: |wanted, text| wanted::product_type(text).map(|kind| wanted.terms.product_type = Some(kind)),
    },
    Question {
        asks: "Buyer's account",
        such_as: "111122223333; several with commas",
        needed: true,
        known: |wanted| !wanted.terms.buyer.is_empty(),
        take: |wanted, text| {
            let accounts = text.split(',').map(|account| super::super::common::account(account.trim()));
            wanted.terms.buyer = accounts.collect::<Result<_, _>>()?;
            Ok(())
        },
    },
    Question {
        asks: "Day of publication",
        such_as: "YYYY-MM-DD; today, if left empty",
        needed: false,
        known: |wanted| wanted.terms.release.is_some(),
        take: |wanted, text| super::super::common::date(text).map(|day| wanted.terms.release = Some(day)),
    },
    Question {
        asks: "Last day to accept",
        such_as: "YYYY-MM-DD; 30 days after publication, if left empty",
        needed: false,
        known: |wanted| wanted.terms.accept_by.is_some(),
        take: |wanted, text| super::super::common::date(text).map(|day| wanted.terms.accept_by = Some(day)),
    },
    Question {
        asks: "Contract term from acceptance",
        such_as: "12 months",
        needed: true,
        known: |wanted| wanted.terms.term.is_some(),
        take: |wanted, text| wanted::term(text).map(|term| wanted.terms.term = Some(term)),
    },
    Question {
        asks: "Currency",
        such_as: "USD, if left empty",
        needed: false,
        known: |wanted| wanted.terms.currency.is_some(),
        take: |wanted, text| wanted::currency(text).map(|currency| wanted.terms.currency = Some(currency)),
    },
    Question {
        asks: "Total, before tax",
        such_as: "120000.00",
        needed: true,
        known: |wanted| wanted.total().is_some(),
        take: |wanted, text| super::super::common::amount(text).map(|total| wanted.terms.total = Some(total)),
    },
    Question {
        asks: "Paid on acceptance",
        such_as: "20000.00 or 20%; nothing, if left empty",
        needed: false,
        known: |wanted| wanted.dates.initial.is_some() || wanted.has_dates(),
        take: |wanted, text| wanted::initial(text).map(|initial| wanted.dates.initial = Some(initial)),
    },
    Question {
        asks: "How often after that",
        such_as: "monthly (if left empty), quarterly, annually, 2 weeks",
        needed: false,
        known: |wanted| wanted.dates.every.is_some() || wanted.has_dates(),
        take: |wanted, text| wanted::period(text).map(|every| wanted.dates.every = Some(every)),
    },
    Question {
        asks: "First regular invoice date",
        such_as: "YYYY-MM-DD",
        needed: true,
        known: |wanted| wanted.dates.first.is_some() || wanted.has_dates(),
        take: |wanted, text| super::super::common::date(text).map(|day| wanted.dates.first = Some(day)),
    },
    Question {
        asks: "How many",
        such_as: "12; as many as the rules allow, if left empty",
        needed: false,
        known: |wanted| wanted.dates.times.is_some() || wanted.has_dates(),
        take: |wanted, text| {
            let number = text.parse().ok().filter(|number| *number > 0);
            wanted.dates.times =
                Some(number.ok_or_else(|| BadValue::new(format!("`{text}` is not a number from 1 on")))?);
            Ok(())
        },
    },
    Question {
        asks: "Payment due, in days from the invoice",
        such_as: "15, 30, 45, 60, 90 or 120; as agreed with the buyer's account, if left empty",
        needed: false,
        known: |wanted| wanted.terms.net_terms.is_some(),
        take: |wanted, text| wanted::net_terms(text).map(|days| wanted.terms.net_terms = Some(days)),
    },
];

/// Asks for everything that is not known yet, and shows a preview after each answer.
///
/// # Errors
/// When the answers end before the questions do, or the terminal cannot be written to.
pub(super) fn ask(
    wanted: &mut Wanted,
    answers: &mut dyn BufRead,
    screen: &mut dyn Write,
    preview: &dyn Fn(&Wanted) -> Option<String>,
) -> Result<(), Failure> {
    let mut shown = None;
    for question in &QUESTIONS {
        if (question.known)(wanted) {
            continue;
        }
        answer(question, wanted, answers, screen)?;
        let now = preview(wanted);
        if let Some(text) = now.as_ref().filter(|_| now != shown) {
            writeln!(screen, "  {text}")?;
        }
        shown = now;
    }
    Ok(())
}

/// Asks one question until it has an answer.
fn answer(
    question: &Question,
    wanted: &mut Wanted,
    answers: &mut dyn BufRead,
    screen: &mut dyn Write,
) -> Result<(), Failure> {
    loop {
        write!(screen, "{} ({}): ", question.asks, question.such_as)?;
        screen.flush()?;
        let mut line = String::new();
        let read = answers.read_line(&mut line);
        let ended = match read {
            Ok(count) => count == 0,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                writeln!(screen, "  the answer is not UTF-8 text")?;
                continue;
            }
            Err(error) => return Err(Failure::message(format!("the answer cannot be read: {error}"))),
        };
        if ended {
            writeln!(screen)?;
            let left = format!("the answers ended at “{}”; nothing is written", question.asks);
            return Err(Failure::message(left));
        }
        match line.trim() {
            "" if question.needed => writeln!(screen, "  this one is needed")?,
            "" => return Ok(()),
            text => match (question.take)(wanted, text) {
                Ok(()) => return Ok(()),
                Err(message) => writeln!(screen, "  {message}")?,
            },
        }
    }
}
