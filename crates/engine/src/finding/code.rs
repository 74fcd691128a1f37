//! Every code that a finding can have: what it means, and how it is put right.

use std::fmt::Write as _;

/// What a code stands for.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// Its name, which stays the same from version to version.
    pub name: &'static str,
    /// True for a note, which leaves a file sound.
    pub note: bool,
    /// What is wrong.
    pub means: &'static str,
    /// What to do.
    pub mend: &'static str,
}

const fn fault(name: &'static str, means: &'static str, mend: &'static str) -> Code {
    Code { name, note: false, means, mend }
}

const fn note(name: &'static str, means: &'static str, mend: &'static str) -> Code {
    Code { name, note: true, means, mend }
}

/// Every code with its heading: how files are written, then names, duties, the proof, notes and answers.
pub const CODES: &[(&str, &[Code])] = &[
    ("How a file is written", FORM),
    ("Names, and what fits them", NAMES),
    ("What every strategy owes", DUTIES),
    ("What holds on every path", PROOF),
    ("Notes: the file is sound, and this is worth a look", NOTES),
    ("Settings", SETTINGS),
    ("Answers files", ANSWERS),
];

const FORM: &[Code] = &[
    fault(
        "not-toml",
        "The file cannot be read from this place on. A quote, a bracket or a comma is missing here or just before.",
        "Look at the line with the carets and at the line above it. Close what is open, and check again.",
    ),
    fault(
        "no-quotes",
        "Words stand without quotes, or in curly ones that a word processor puts in.",
        "Put straight quotes around them: \"like this\". `true`, `false`, whole numbers and days stand without quotes.",
    ),
    fault("no-such-day", "This day is in no calendar.", "Write year, month and day, as in 2027-03-27."),
    fault(
        "hidden-character",
        "A character stands here that cannot be seen, or that turns the direction of what follows.",
        "Delete it and type the words again. Such characters come along when text is copied from elsewhere.",
    ),
    fault(
        "too-long",
        "The file, a name or a list is longer than anybody can read.",
        "Divide the procedure into several strategies, each with a file of its own, and let one run another.",
    ),
    fault(
        "newer-format",
        "The file says that it is written in a format that this rethink does not know.",
        "Write format = 1, or use the newer rethink for which the file was written.",
    ),
    fault(
        "unknown-key",
        "There is no such name here. It is misspelt, or it stands in the wrong part of the file.",
        "Write the name that is offered, or look it up in the manual (docs/language.md).",
    ),
    fault(
        "missing-key",
        "A part of the file lacks something that it cannot do without.",
        "Add the line that is named. The manual has an example of each.",
    ),
    fault(
        "wrong-shape",
        "What stands after the equals sign is not of the form that is wanted there.",
        "Write it as the finding says: words in quotes, a list in square brackets, keys in curly ones.",
    ),
    fault("twice", "The same name is given twice.", "Keep one of the two, or give the second a name of its own."),
    fault(
        "id",
        "A strategy and its file have different names, or the file has a name that no strategy can have.",
        "Write the name of the file as `id`, or rename the file. Names are small letters, digits and hyphens.",
    ),
];

const NAMES: &[Code] = &[
    fault(
        "reserved",
        "This name belongs to the program, so nothing in a strategy can have it.",
        "Choose another name.",
    ),
    fault(
        "one-of",
        "Of several keys exactly one must be there.",
        "A step asks, says or runs one thing; an anytime route leads somewhere or runs something. Keep one.",
    ),
    fault(
        "wrong-place",
        "This key has no meaning in the place where it stands.",
        "Take it out, or move it to the step that the finding speaks of.",
    ),
    fault(
        "options",
        "A choice has no options or too few, or something else has options.",
        "Give a `choice` two options or more. A `yes-no` step has its own two.",
    ),
    fault(
        "bounds",
        "The least that is wanted is more than the most that is allowed.",
        "Change `at-least` or `at-most`, so that something lies between them.",
    ),
    fault(
        "unknown-step",
        "No step has this name, or it comes too late in the file.",
        "Write the name of a step. In a strategy that is run, it is the step, a dot, and the step inside.",
    ),
    fault(
        "unknown-target",
        "A route leads to something that is not there.",
        "Write the name of a step or an outcome, or one of `safety`, `withdrawn` and `elsewhere`.",
    ),
    fault(
        "unknown-answer",
        "An answer is named that its step cannot have.",
        "Write one of the answers that the finding lists.",
    ),
    fault(
        "unknown-name",
        "A role, stage, form or fact is named that is not there.",
        "Write the name that is offered, or add the role under [roles], the stage or the form.",
    ),
    fault(
        "unknown-strategy",
        "There is no strategy of this name here.",
        "Write the name of one that is here (see `rethink strategy list`), or put its file beside this one.",
    ),
    fault(
        "run-broken",
        "The strategy that is to be run is here, and something is wrong in it.",
        "Mend that file first: check it by its own name.",
    ),
    fault(
        "runs-itself",
        "A strategy would run itself, by itself or through another one.",
        "Let it lead back with a route, or end with an outcome whose kind is `onward`.",
    ),
    fault(
        "own-answer",
        "A route asks under `when` for the answer to its own step.",
        "Write `is` for the step's own answer. `when` is for earlier ones.",
    ),
    fault(
        "not-a-date",
        "A day is counted from, or held against, a step that has no day.",
        "Name a step whose kind is `date`, or one that waits.",
    ),
    fault(
        "not-a-number",
        "`at-least` or `at-most` is held against an answer that cannot be counted.",
        "Name a number, or a step with entries: `choices`, `lines`, `people` or `actions`.",
    ),
    fault(
        "not-a-list",
        "`each` names a step that does not ask for a list.",
        "Name a step whose kind is `people`, `lines`, `choices` or `actions`.",
    ),
    fault(
        "not-a-length",
        "This is not a length of time.",
        "Write such as \"5 working days\", \"48 hours\", \"10 days\", \"2 weeks\", \"1 month\" or \"same day\".",
    ),
    fault(
        "wrong-kind",
        "A step supplies a fact, and asks for another kind of answer than that fact has.",
        "Give the step the kind that the finding names, or take `fact` away.",
    ),
];

const DUTIES: &[Code] = &[
    fault(
        "no-date",
        "Something is waited for, handed over or looked at again, and no day is given.",
        "Add `due`. If the number of days is not known, write due = { within = \"unset\" }.",
    ),
    fault(
        "safety-first",
        "The safety question is switched off in a strategy about a child or a family, or in one that leads on to such a one.",
        "Take `safety-first` out. It is the program's own question, and only a review about a theme may do without it.",
    ),
    fault(
        "at-risk",
        "A step asks the program's own safety question, or puts other words or other answers to it.",
        "Copy the whole step `at-risk` from a shipped strategy, as in `rethink strategy show hips-escalation`; or take it out.",
    ),
    fault(
        "safe-now",
        "A step has `fact = \"safe-now\"`, and asks something else. A yes to it would close a stop for safety while nobody knows whether the child is safe.",
        "Copy the whole step `safe-now` from the shipped one, as in `rethink strategy show safety-stop`; or take `fact` out.",
    ),
    fault(
        "no-urgent-way",
        "Somebody has told the duty team, disagrees with their answer, and is sent to this strategy. It leads them nowhere the same day.",
        "Add the step `at-risk` of the shipped hips-escalation, with a route of its own for `told-and-disagree`. On that way, give a wait or a handover a date with `within = \"same day\"`. In settings: name another strategy, or take `escalation` out.",
    ),
    fault(
        "safety-stop",
        "`safety-stop` is begun by the program after a stop for safety, with the time of the stop as its first answer. Only a yes to whether the child is safe closes the stop. This file lacks one of them.",
        "Let the first step be `stopped-on`, with kind = \"date\", and leave `about` out. Ask whether the child is safe with `fact = \"safe-now\"`. The rest is yours.",
    ),
    fault("no-receiver", "A handover does not say to whom.", "Add `handover` with a role that stands under [roles]."),
    fault(
        "no-next",
        "An outcome leads on to another strategy and does not say which.",
        "Add `next` with the name of a strategy.",
    ),
    fault(
        "no-reply",
        "A step waits for somebody, and nothing says what happens if they do not reply.",
        "Add a route: { is = \"no-reply\", to = … }.",
    ),
    fault(
        "no-way-on",
        "The last step of the file leads nowhere.",
        "Give it `routes`, so that every answer leads to an outcome.",
    ),
];

const PROOF: &[Code] = &[
    fault(
        "trap",
        "From this step no answers lead to an outcome. Whoever comes here cannot end the review.",
        "Give one of its answers a row that leads on to an outcome.",
    ),
    fault(
        "gap",
        "There are answers that no row of this step fits. Somebody would be stuck here in a meeting.",
        "Add a row for that answer, or a last row without conditions: { to = … }.",
    ),
    fault(
        "shadowed",
        "A row can never be taken: rows above it fit first.",
        "Move it up, make the rows above it narrower, or delete it.",
    ),
    fault(
        "never-fits",
        "A row can never be taken: no path gives it the answers that it wants.",
        "Look at its conditions. One of the questions may not have been asked on any path to here.",
    ),
    fault("unreachable", "No answers lead to this step or outcome.", "Let a route lead to it, or delete it."),
    fault("no-bound", "A round can be walked without end.", "Write `at-most` on the row that leads back."),
    fault(
        "no-start",
        "On some path a due date cannot be worked out: the day that it is counted from was not asked.",
        "Ask for that day on every path to here, or add a row of `due` for those who were not asked.",
    ),
    fault(
        "promise",
        "A promise is not kept. The answers that break it stand in the finding.",
        "Change the routes so that the promise holds, or change the promise if it says too much.",
    ),
];

const NOTES: &[Code] = &[
    note(
        "unverified",
        "Parts of the procedure are still to be confirmed. Every record repeats it, quietly.",
        "Ask the partnership. Once a part is confirmed, take verified = false away from it.",
    ),
    note(
        "unset",
        "The procedure's number of days is not known here, so somebody types the day each time.",
        "If the number is known, write it, or set it for your team under [limits] in rethink.toml.",
    ),
    note(
        "jargon",
        "A word that families or other agencies may not understand, or that lays blame.",
        "Write the plainer words that are offered.",
    ),
    note(
        "long-option",
        "An option takes more than two lines in a narrow window.",
        "Write a shorter label, and put the rest into `hint`.",
    ),
    note(
        "toml-1-1",
        "Curly brackets go over several lines. rethink reads this; older readers and some editors do not.",
        "Put what stands in curly brackets on one line. Square brackets may go over many.",
    ),
    note(
        "unused",
        "A role, stage or form stands in the file and nothing uses it.",
        "Use it, or take it out. A misspelt name elsewhere is a common cause.",
    ),
    note(
        "kinds-differ",
        "A step of the same name elsewhere asks for another kind of answer, so neither can be filled in from the other.",
        "Give one of the two another name, or the same kind.",
    ),
    note(
        "not-in-audit",
        "Without this fact an audit has a blank for the strategy.",
        "Add `fact` to the step that asks it, or leave it if this procedure does not ask.",
    ),
    note(
        "next-not-here",
        "The strategy that follows is not here. The record still names it.",
        "Put its file beside this one, if you have it.",
    ),
    note(
        "too-large",
        "There are too many combinations of answers to look at all of them, so this is not proved.",
        "Divide the strategy in two, or group options that lead the same way.",
    ),
];

const SETTINGS: &[Code] = &[
    fault(
        "too-short",
        "The retention period is shorter than a year. Until a year has passed, a record that is gone must show.",
        "Write at least \"1 year\". Your own retention schedule says how long; this bound is the program's own.",
    ),
    note(
        "nothing-here",
        "A setting speaks of a strategy, step, role or option that is not here, so it does nothing.",
        "Write the name that is offered, or take the line out.",
    ),
    note(
        "not-shown",
        "A line of the team speaks of 999, of 112 or of an emergency. It is left out where somebody stops to keep a child safe.",
        "Write whom else to ring, or take the line out. 999 is on that screen already, in the program's own words.",
    ),
    note(
        "not-unset",
        "A length is set for a date that its strategy already sets. The strategy's own number counts.",
        "Take the line out, or write within = \"unset\" in the strategy.",
    ),
    fault(
        "needs-a-row",
        "An option is added to a question, and a strategy has no row for that answer.",
        "Take the option out of the settings, or add a row to that strategy.",
    ),
];

const ANSWERS: &[Code] = &[
    fault(
        "missing-answer",
        "Something is asked on this way, and the file has no answer to it.",
        "Add the answer that is named, after the line that the finding gives.",
    ),
    fault(
        "wrong-answer",
        "An answer is not one that its question accepts.",
        "Write one of the answers that the finding names.",
    ),
    fault(
        "not-asked",
        "An answer stands in the file, and nothing on this way asks for it.",
        "Take the line out. What is known already, or was taken over, is not asked again.",
    ),
];

/// What a code stands for, if there is one of this name.
pub fn explain(name: &str) -> Option<&'static Code> {
    all().find(|code| code.name == name)
}

/// Every code there is.
pub fn all() -> impl Iterator<Item = &'static Code> {
    CODES.iter().flat_map(|(_, codes)| codes.iter())
}

/// Every code with its meaning, as the document of findings has them.
pub fn document() -> String {
    let mut out = String::new();
    for (heading, codes) in CODES {
        let _ = writeln!(out, "## {heading}\n");
        for code in *codes {
            let _ = writeln!(out, "### {}\n\n{}\n\n{}\n", code.name, code.means, code.mend);
        }
    }
    out.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_there_once() {
        let mut names: Vec<&str> = all().map(|code| code.name).collect();
        let many = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), many);
        assert!(explain("gap").is_some() && explain("no-such-code").is_none());
    }
}
