//! Where the findings of a check go, and in which formats.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::common::name;
use super::deliver::{Kind, may_be_written};
use super::earlier::may_be_replaced;
use super::format::{Format, Formats};
use super::{Color, Common, Failure, write};
use crate::output::findings::human::Style;
use crate::output::findings::{
    CheckedFile, Origin, Report, Repository, concise, github, gitlab, human, json, junit, markdown, sarif,
};
use crate::text::diagnostic::Severity;
use crate::workspace::{repository, tidy};

/// The options for where the findings go.
#[derive(Debug, clap::Args)]
pub(super) struct Outputs {
    /// How to write the findings
    #[arg(long, value_parser = FORMATS.parser(), default_value = "human")]
    format: Format,
    /// Write them to a file as well, such as `sarif=paysched.sarif`; may be repeated
    #[arg(
        long,
        value_name = "FORMAT=FILE",
        value_parser = report,
        conflicts_with = "diff",
        alias = "output",
        short_alias = 'o'
    )]
    report: Vec<(Format, PathBuf)>,
    // The predecessor of `--report`: the main format to a file instead of standard output.
    #[arg(long, value_name = "FILE", conflicts_with = "diff", hide = true)]
    output_file: Option<PathBuf>,
    /// Let a report replace a file that is no earlier one
    #[arg(long)]
    pub(super) force: bool,
}

static FORMATS: Formats = Formats(&[
    (Format::Human, "Each finding with its lines, for people"),
    (Format::Concise, "One line each"),
    (Format::Json, "One JSON object"),
    (Format::Sarif, "SARIF 2.1.0, for code scanning"),
    (Format::Github, "Workflow commands, for annotations on GitHub"),
    (Format::Gitlab, "Code Climate issues, for GitLab's code quality"),
    (Format::Junit, "JUnit XML, for the test pages of a CI"),
    (Format::Markdown, "A summary for a pull request"),
]);

/// What the formats need besides the report.
struct View<'a> {
    report: &'a Report,
    origin: Origin,
    /// The least severity that makes the check fail.
    least: Severity,
}

impl Outputs {
    /// Refuses options that would overwrite one another or a file that must stay. `inputs` are the files
    /// that the check reads.
    ///
    /// # Errors
    /// When two reports go to one file, or one to `-`, or to a file that must stay.
    pub(super) fn verify(&self, inputs: &[PathBuf]) -> Result<(), Failure> {
        let files: Vec<&PathBuf> = self.files().map(|(_, file)| file).collect();
        for (at, file) in files.iter().enumerate() {
            if file.as_os_str() == "-" {
                return Err(Failure::message("`-` is not a file; --format goes to standard output"));
            }
            if files.iter().take(at).any(|earlier| earlier == file) {
                return Err(Failure::message(format!("two reports go to `{}`", name(file))));
            }
            may_be_written(file, Kind::Report, self.force, inputs)?;
        }
        Ok(())
    }

    /// Whether the main output is that for people, with its closing line.
    pub(super) fn is_for_people(&self) -> bool {
        self.format == Format::Human && self.output_file.is_none()
    }

    /// The format of standard output, if it is the only output.
    pub(super) fn alone(&self) -> Option<Format> {
        let annotates = self.format == Format::Human && is_set("GITHUB_ACTIONS");
        (self.files().next().is_none() && !annotates).then_some(self.format)
    }

    /// Refuses to replace a file that is no earlier report, without `--force`.
    ///
    /// # Errors
    /// When a report goes to such a file.
    pub(super) fn replace_reports(&self) -> Result<(), Failure> {
        self.files().try_for_each(|(format, file)| may_be_replaced(file, format, self.force))
    }

    /// Writes the findings in every requested format: files first, each whole or not at all, then the
    /// main format to `stream`, unless it goes to a file. `least` is the least severity that makes the
    /// check fail; `style` is that of `stream`. Returns a sentence for each file that could not be
    /// written; the other outputs are still written.
    ///
    /// # Errors
    /// When `stream` cannot be written to.
    pub(super) fn write(
        &self,
        report: &Report,
        least: Severity,
        common: &Common,
        style: Style,
        stream: &mut dyn Write,
    ) -> Result<Vec<String>, Failure> {
        let view = View { report, origin: origin(report)?, least };
        let mut unwritten = Vec::new();
        for (format, file) in self.files() {
            let mut text = Vec::new();
            view.write(format, Style { color: common.color == Color::Always, columns: None }, &mut text)?;
            if let Err(error) = write::put(file, &text) {
                unwritten.push(format!("{}: {error}", name(file)));
            }
        }
        // Before the report for people, so that nothing it quotes can disable workflow commands.
        if self.format == Format::Human && is_set("GITHUB_ACTIONS") && !report.files.is_empty() {
            github::write(report, &view.origin, stream)?;
        }
        if self.output_file.is_none() {
            view.write(self.format, style, stream)?;
        }
        Ok(unwritten)
    }

    fn files(&self) -> impl Iterator<Item = (Format, &PathBuf)> {
        let main = self.output_file.iter().map(|file| (self.format, file));
        main.chain(self.report.iter().map(|(format, file)| (*format, file)))
    }
}

impl View<'_> {
    fn write(&self, format: Format, style: Style, out: &mut dyn Write) -> io::Result<()> {
        match format {
            Format::Concise => concise::write(self.report, out),
            Format::Json => json::write(self.report, out),
            Format::Sarif => sarif::write(self.report, &self.origin, out),
            Format::Github => github::write(self.report, &self.origin, out),
            Format::Gitlab => gitlab::write(self.report, &self.origin, out),
            Format::Junit => junit::write(self.report, self.least, &self.origin, out),
            Format::Markdown => markdown::write(self.report, &self.origin, out),
            _ => human::write(self.report, style, out),
        }
    }
}

/// Why a report cannot be written as requested.
#[derive(Debug, thiserror::Error)]
enum ReportArgumentError {
    #[error("a format and a file are needed, such as `sarif=paysched.sarif`")]
    Incomplete,
    #[error("there is no format `{0}`; there are {words}", words = FORMATS.words())]
    Unknown(String),
}

/// `FORMAT=FILE`, or a file whose extension names the format.
fn report(text: &str) -> Result<(Format, PathBuf), ReportArgumentError> {
    match text.split_once('=') {
        Some((_, "")) => Err(ReportArgumentError::Incomplete),
        Some((word, file)) => {
            let format = FORMATS.named(word).ok_or_else(|| ReportArgumentError::Unknown(word.to_owned()))?;
            Ok((format, PathBuf::from(file)))
        }
        None => {
            let format = FORMATS.of_file(Path::new(text)).map_err(|_| ReportArgumentError::Incomplete)?;
            Ok((format, PathBuf::from(text)))
        }
    }
}

/// Where the files are in the repository, according to the CI environment or, without one, to the folders.
fn origin(report: &Report) -> Result<Origin, Failure> {
    let (root, address, commit, files) = if is_set("GITHUB_ACTIONS") {
        let address = value("GITHUB_SERVER_URL").zip(value("GITHUB_REPOSITORY"));
        let address = address.map(|(server, repository)| format!("{server}/{repository}"));
        (value("GITHUB_WORKSPACE"), address, value("GITHUB_SHA"), "blob")
    } else if is_set("GITLAB_CI") {
        (value("CI_PROJECT_DIR"), value("CI_PROJECT_URL"), value("CI_COMMIT_SHA"), "-/blob")
    } else {
        (None, None, None, "")
    };
    let web = address.zip(commit).map(|(address, commit)| Repository {
        files: format!("{address}/{files}/{commit}/"),
        address,
        commit,
    });
    let here = Common::working_directory()?;
    let real = |path: PathBuf| path.canonicalize().ok();
    let told = root.map(PathBuf::from).and_then(real);
    let roots = Roots { told, around: repository(&here).unwrap_or(&here).to_path_buf() };
    // What `..` or a link leads away from the text of a path is looked up.
    let inner = |file: &CheckedFile| {
        let shown = file.source.path();
        let path = tidy(&here.join(shown));
        let folder = || Some(real(path.parent()?.to_path_buf())?.join(path.file_name()?));
        // A file that has been deleted has only a folder.
        let path = real(here.join(shown)).or_else(folder)?;
        let inner = path.strip_prefix(roots.of(&path)?).ok()?;
        Some((shown.to_owned(), crate::workspace::shown(inner, Path::new(""))))
    };
    let inner = report.files.iter().filter_map(inner).collect();
    let folder = roots.of(&here).and_then(|root| below(&here, root)).unwrap_or_default();
    Ok(Origin { folder, real: inner, repository: web })
}

/// The folders that paths in a code host's outputs may start from.
#[derive(Debug)]
struct Roots {
    /// The one that the CI environment names: it holds the repository, or is it.
    told: Option<PathBuf>,
    /// The repository that the check was started in; without one, the folder it was started in.
    around: PathBuf,
}

impl Roots {
    /// The root for a real path; `None` if it is in none.
    fn of<'p>(&'p self, path: &'p Path) -> Option<&'p Path> {
        match self.told.as_deref().filter(|told| path.starts_with(told)) {
            // The topmost repository, which may have others inside, such as submodules.
            Some(told) => {
                let within = path.ancestors().take_while(|folder| folder.starts_with(told));
                within.filter(|folder| repository(folder) == Some(folder)).last().or(Some(told))
            }
            None if path.starts_with(&self.around) => Some(&self.around),
            None => path.parent().and_then(repository),
        }
    }
}

/// The folders from `root` down to `here`, each with `/` at its end; `None` if it is not below.
fn below(here: &Path, root: &Path) -> Option<String> {
    let folders = here.strip_prefix(root).ok()?.components();
    Some(folders.map(|folder| folder.as_os_str().to_string_lossy().into_owned() + "/").collect())
}

fn is_set(name: &str) -> bool {
    value(name).is_some_and(|value| value == "true")
}

fn value(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
