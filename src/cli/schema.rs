//! `paysched schema`: the JSON Schema of a file, for editors and other validators.

use std::io::Write;

use clap::ValueEnum;
use clap::builder::PossibleValue;

use super::{Failure, Outcome};
use crate::output::schema::{self, File};

/// Write the JSON Schema of a file, for editors and other validators.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file that it describes
    #[arg(value_enum, value_name = "FILE", default_value = "offer")]
    file: File,
}

impl ValueEnum for File {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let help = match self {
            Self::Offer => "an offer",
            Self::Accounts => "the account register",
            Self::Explanations => "known differences between plans and reports",
            Self::Config => "paysched.toml",
        };
        Some(PossibleValue::new(self.word()).help(help))
    }
}

pub(super) fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Failure> {
    out.write_all(schema::text(args.file).as_bytes())?;
    Ok(Outcome::Clean)
}
