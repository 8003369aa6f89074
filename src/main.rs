//! The `paysched` command: arguments into the library, its answer into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    paysched::cli::run(std::env::args_os())
}
