//! A folder with files in which the program is run, as a person or a CI would.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with files in which the program is run.
pub(crate) struct Place(TempDir);

pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            place.write(name, text);
        }
        place
    }

    /// The offer of such a folder, which the buyer has accepted.
    pub(crate) fn accepted_offer() -> String {
        super::BASE.replace("release:", "accepted: 2026-12-20\nid: offer-1\nrelease:")
    }

    /// A folder in which every command has something to do, with these files too.
    pub(crate) fn for_every_command(more: &[(&str, &str)]) -> Self {
        let accepted = Self::accepted_offer();
        let authorization = super::BASE
            .replace("paysched: 1", "paysched: 1\nkind: resale_authorization")
            .replace("2026-12-15, amount", "2027-01-15, amount");
        let files = [
            ("a.yaml", accepted.as_str()),
            ("ra.yaml", &authorization),
            ("set.json", include_str!("../../fixtures/aws/changesets/replacement-saas-fps-2.json")),
            ("r.csv", "invoice_date,offer_id,gross_revenue,currency\n2027-01-15,offer-1,1.00,USD\n"),
        ];
        Self::new(&[&files, more].concat())
    }

    /// A git repository with one commit of these files.
    pub(crate) fn repository(files: &[(&str, &str)]) -> Self {
        let place = Self::new(files);
        place.git(&["init", "-q", "-b", "main"]);
        place.git(&["config", "user.email", "test@example.com"]);
        place.git(&["config", "user.name", "test"]);
        place.git(&["add", "-A", "-f"]);
        place.git(&["commit", "-q", "-m", "first"]);
        place
    }

    /// Runs git there and gives what it prints.
    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let done = Command::new("git").args(arguments).current_dir(self.path()).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    /// The folder itself.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The text of a file.
    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "", &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Ran {
        self.started_in(self.0.path(), arguments, input, variables)
    }

    fn started_in(&self, folder: &Path, arguments: &[&str], input: &str, variables: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_paysched"));
        super::scrubbed(&mut command).args(arguments).current_dir(folder);
        command.envs(variables.iter().copied());
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A program that reads no input closes the pipe; that is fine.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Runs the program in a folder of the place.
    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        self.started_in(&self.0.path().join(folder), arguments, "", variables)
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}{}", ran.out, ran.err))
    }
}
