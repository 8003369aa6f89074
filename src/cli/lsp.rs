//! `paysched lsp`: the language server on standard input and output, over the files on disk.

use std::cell::{RefCell, RefMut};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::SystemTime;

use super::check::{self, CheckSettings};
use super::stream::stdout;
use super::{Common, Failure, Outcome};
use crate::lint::baseline::{Applied, Baseline};
use crate::lint::{FileReport, Settings};
use crate::lsp::{Message, SavedFiles, Server, Unusable};
use crate::output::findings::CheckedFile;
use crate::text::source::{DEFAULT_MAX_BYTES, SourceFile};
use crate::workspace::{Input, SettingsError, Workspace, config, files, is_yaml, load, shown, tidy};

/// Serve an editor over standard input and output, by the Language Server Protocol
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    wanted: CheckSettings,
    /// Check offers without `release` as of this day (YYYY-MM-DD) instead of today in UTC
    #[arg(long, value_name = "DATE", value_parser = super::common::date)]
    as_of: Option<chrono::NaiveDate>,
    /// Use this configuration file for every offer
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long)]
    isolated: bool,
    /// Speak over standard input and output, as it always does; editors say it
    #[arg(long)]
    stdio: bool,
}

/// A message of the editor, or why it cannot be read.
type Read = Result<Message, String>;

pub(super) fn run(args: &Args) -> Result<Outcome, Failure> {
    // The editor says later in which folder the work is.
    let absolute = |path: &PathBuf| Common::working_directory().map(|here| here.join(path));
    let common = Common {
        as_of: args.as_of,
        config: args.config.as_ref().map(absolute).transpose()?,
        isolated: args.isolated,
        color: super::Color::Never,
        stdin_filename: None,
        quiet: true,
    };
    let disk = Disk::new(args.wanted.clone().from(&Common::working_directory()?), common)?;
    let mut server = Server::new(Box::new(disk));
    let messages = reading();
    let mut out = stdout();
    let mut say = |said: Vec<Message>| -> io::Result<()> {
        said.iter().try_for_each(|message| message.write(&mut out))
    };
    while let Ok(message) = messages.recv() {
        take(&mut server, message, &mut say)?;
        loop {
            // What came meanwhile may cancel what is waiting.
            while let Ok(message) = messages.try_recv() {
                take(&mut server, message, &mut say)?;
            }
            if let Some(well) = server.over() {
                return Ok(if well { Outcome::Clean } else { Outcome::Findings });
            }
            match server.work() {
                Some(said) => say(said)?,
                None => break,
            }
        }
    }
    // The editor is gone without a word.
    Ok(Outcome::Findings)
}

fn take(
    server: &mut Server,
    message: Read,
    say: &mut dyn FnMut(Vec<Message>) -> io::Result<()>,
) -> io::Result<()> {
    let said = match message {
        Ok(message) => server.take(message),
        Err(why) => vec![server.unreadable(&why)],
    };
    say(said)
}

/// The messages on standard input, until it ends.
fn reading() -> Receiver<Read> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let read = match Message::read(&mut input) {
                Ok(Some(message)) => Ok(message),
                Ok(None) => break,
                Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(error.to_string()),
                Err(_) => break,
            };
            if sender.send(read).is_err() {
                break;
            }
        }
    });
    receiver
}

/// How a file looks from outside; `None` for one that is not there.
type FileLooks = Option<(u64, Option<SystemTime>)>;

/// The files on disk, each read once until one of them changes.
#[derive(Debug)]
struct Disk {
    wanted: CheckSettings,
    common: Common,
    folders: Vec<PathBuf>,
    known: RefCell<DiskState>,
}

/// What is known of the files on disk.
#[derive(Debug)]
struct DiskState {
    workspace: Workspace,
    baseline: Option<(PathBuf, Baseline)>,
    /// How the files looked that findings depend on.
    looks: BTreeMap<PathBuf, FileLooks>,
    edition: u64,
}

impl Disk {
    /// # Errors
    /// When the arguments cannot be used.
    fn new(wanted: CheckSettings, common: Common) -> Result<Self, Failure> {
        let (workspace, baseline) = (Workspace::new(wanted.configurations(&common)?), wanted.baseline()?);
        let known = DiskState { workspace, baseline, looks: BTreeMap::new(), edition: 0 };
        Ok(Self { wanted, common, folders: Vec::new(), known: RefCell::new(known) })
    }

    /// What is known, read again if a file or the day has changed.
    fn fresh(&self) -> RefMut<'_, DiskState> {
        let mut known = self.known.borrow_mut();
        let day = self.common.as_of().ok();
        let same_day = day.is_none_or(|day| day == known.workspace.configurations().as_of());
        if !same_day || !known.looks_the_same() {
            self.read_again(&mut known);
        }
        known
    }

    /// Forgets what was read. What the arguments name was there at the start; if it is gone, it counts as
    /// it was.
    fn read_again(&self, known: &mut DiskState) {
        if let Ok(configurations) = self.wanted.configurations(&self.common) {
            known.workspace = Workspace::new(configurations);
        }
        if let Ok(baseline) = self.wanted.baseline() {
            known.baseline = baseline;
        }
        known.looks.clear();
        known.edition += 1;
    }

    /// The folders as the command line would name them.
    fn paths(&self, here: &Path) -> Vec<PathBuf> {
        let name = |folder: &PathBuf| if folder == here { PathBuf::from(".") } else { folder.clone() };
        self.folders.iter().map(name).collect()
    }
}

impl DiskState {
    /// Whether the files that were read look as they did; those read since are noted.
    fn looks_the_same(&mut self) -> bool {
        let configurations = self.workspace.configurations();
        let folders = configurations.folders();
        let above = folders.iter().flat_map(|folder| folder.ancestors());
        let mut paths: BTreeSet<PathBuf> = above.map(|folder| folder.join(config::FILE_NAME)).collect();
        paths.extend(self.workspace.named());
        paths.extend(self.baseline.iter().map(|(path, _)| path.clone()));
        let look = |path: &Path| {
            let metadata = std::fs::metadata(path).ok()?;
            Some((metadata.len(), metadata.modified().ok()))
        };
        let mut same = true;
        for path in paths {
            let looks = look(&path);
            same &= *self.looks.entry(path).or_insert(looks) == looks;
        }
        same
    }
}

impl From<SettingsError> for Unusable {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Config(error) => Self::Config(error),
            other => Self::Unreadable(other.to_string()),
        }
    }
}

impl SavedFiles for Disk {
    fn open(&mut self, folders: Vec<PathBuf>) {
        // So every path is shown, and found, as by a command that is run there.
        if let Some(first) = folders.first() {
            let _ = std::env::set_current_dir(first);
        }
        self.folders = folders;
        self.renew();
    }

    fn renew(&mut self) {
        let mut known = self.known.borrow_mut();
        self.read_again(&mut known);
    }

    fn edition(&self) -> u64 {
        self.fresh().edition
    }

    fn shown(&self, path: &Path) -> String {
        shown(path, self.known.borrow().workspace.configurations().working_directory())
    }

    fn path(&self, shown: &str) -> PathBuf {
        tidy(&self.known.borrow().workspace.configurations().working_directory().join(shown))
    }

    fn settings(&self, path: &Path) -> Result<Settings, Unusable> {
        let mut known = self.fresh();
        let settings = known.workspace.settings_of(path);
        known.looks_the_same();
        Ok(settings?)
    }

    fn leave_out(&self, file: &SourceFile, report: &mut FileReport) {
        let mut known = self.known.borrow_mut();
        if let Some((_, baseline)) = &known.baseline {
            baseline.apply(file, report, &mut Applied::default());
        }
        // The check has read what the offer names.
        known.looks_the_same();
    }

    fn read(&self, path: &Path) -> Option<SourceFile> {
        load(path, &self.shown(path), DEFAULT_MAX_BYTES).ok()
    }

    fn register(&self, path: &Path) -> Option<SourceFile> {
        let register = self.fresh().workspace.configurations().register_of(path)?;
        Some(register.source.clone())
    }

    fn texts(&self) -> Vec<SourceFile> {
        let known = self.fresh();
        let configurations = known.workspace.configurations();
        let walk = files(&self.paths(configurations.working_directory()), configurations, is_yaml);
        let inputs = walk.map(|walk| walk.inputs).unwrap_or_default();
        let read = |input: &Input| load(&input.path, &input.shown, DEFAULT_MAX_BYTES).ok();
        inputs.iter().filter_map(read).collect()
    }

    fn checked(&self) -> Result<Vec<CheckedFile>, Unusable> {
        let known = self.fresh();
        let here = known.workspace.configurations().working_directory();
        let paths = self.paths(here);
        if paths.is_empty() {
            return Ok(Vec::new());
        }
        let mut files = check::folders(paths, &known.workspace).map_err(|error| match error {
            Failure::Settings(error, _) => (*error).into(),
            other => Unusable::Unreadable(other.to_string()),
        })?;
        if let Some((_, baseline)) = &known.baseline {
            for file in &mut files {
                baseline.apply(&file.source, &mut file.report, &mut Applied::default());
            }
        }
        Ok(files)
    }
}
