//! One builder for the whole program: a home of its own, arguments, input; and what came of it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use tempfile::TempDir;

/// The day that tests take as today: a Monday with Christmas ahead.
pub const TODAY: &str = "2026-11-23";

/// A computer that has never seen rethink.
pub struct Home {
    folder: TempDir,
    today: String,
}

/// What came of running a command.
#[derive(Debug)]
pub struct Run {
    pub out: String,
    pub err: String,
    pub code: i32,
}

impl Home {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap(), today: TODAY.to_owned() }
    }

    /// The same computer on another day.
    pub fn on(mut self, today: &str) -> Self {
        today.clone_into(&mut self.today);
        self
    }

    /// The same computer, later.
    pub fn turn_to(&mut self, today: &str) {
        today.clone_into(&mut self.today);
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn records(&self) -> PathBuf {
        self.path().join("records")
    }

    pub fn state(&self) -> PathBuf {
        self.path().join("state/rethink")
    }

    /// Writes a file into this home.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// The program with nothing of this machine's environment.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rethink"));
        command
            .env_clear()
            .env("HOME", self.path())
            .env("XDG_STATE_HOME", self.path().join("state"))
            .env("RETHINK_RECORDS", self.records())
            .env("TERM", "xterm")
            .arg("--today")
            .arg(&self.today)
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "")
    }

    /// Runs a command with this on its standard input.
    pub fn run_with(&self, args: &[&str], input: &str) -> Run {
        self.run_with_bytes(args, input.as_bytes())
    }

    /// The same with bytes that may be no text.
    pub fn run_with_bytes(&self, args: &[&str], input: &[u8]) -> Run {
        let mut child = self
            .command()
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that does not read all of it has still run.
        drop(child.stdin.take().unwrap().write_all(input));
        let done = child.wait_with_output().unwrap();
        Run {
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
            code: done.status.code().unwrap_or(-1),
        }
    }

    /// The names of the records of reviews here, in order.
    pub fn record_names(&self) -> Vec<String> {
        self.all_names().into_iter().filter(|name| !is_small(name)).collect()
    }

    /// The texts of the small records here, in order of name.
    pub fn small_records(&self) -> Vec<String> {
        let names = self.all_names().into_iter().filter(|name| is_small(name));
        names.map(|name| fs::read_to_string(self.records().join(name)).unwrap()).collect()
    }

    fn all_names(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.records()) else { return Vec::new() };
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("20"))
            .collect();
        names.sort();
        names
    }

    /// The text of the only record here.
    pub fn only_record(&self) -> String {
        let names = self.record_names();
        assert_eq!(names.len(), 1, "{names:?}");
        fs::read_to_string(self.records().join(&names[0])).unwrap()
    }

    /// Every file below this home, in order.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut open = vec![self.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { open.push(path) } else { found.push(path) }
            }
        }
        found.sort();
        found
    }
}

/// True for the name of a small record, of a stop or a risk answer.
fn is_small(name: &str) -> bool {
    matches!(name.split('_').nth(2), Some("stop" | "risk"))
}

impl Run {
    /// The run, if it ended in this way; otherwise everything it said.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\nout:\n{}\nerr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "\nnot said: {words}\nerr:\n{}", self.err);
        self
    }

    #[track_caller]
    pub fn prints(self, words: &str) -> Self {
        assert!(self.out.contains(words), "\nnot printed: {words}\nout:\n{}", self.out);
        self
    }
}

/// The lines of an answers file about danger and risk; whoever has told says whom.
pub fn of_risk(at_risk: &str) -> String {
    let told = "told = { whom = \"Duty social worker, MASH\", when = 2026-11-23, said = \"They do not agree\" }\n";
    let told = if at_risk.starts_with("told") { told } else { "" };
    format!("danger-now = \"no\"\nat-risk = \"{at_risk}\"\n{told}")
}
