//! The language as one table: every key of a strategy file.

use crate::written::Key;
use crate::written::Keys;
use crate::written::Shape;
use crate::written::may;
use crate::written::must;

const KINDS: &[&str] = &["yes-no", "choice", "choices", "line", "text", "lines", "date", "number", "people", "actions"];
const OUTCOMES: &[&str] = &["resolved", "review", "handover", "stopped", "onward"];

/// The head, and everything below it.
pub(crate) const STRATEGY: Keys = &[
    must("format", Shape::Count, "the version of this language: 1"),
    must("id", Shape::Name, "the strategy's name; the file is id.toml"),
    must("title", Shape::Text, "what people see"),
    must("version", Shape::Text, "raised when the meaning changes"),
    must("source", Shape::Text, "where the procedure comes from"),
    must("verified", Shape::Flag, "true once the partnership has confirmed it"),
    may("about", Shape::SomeOf(&["child", "family", "theme"]), "what a review may be about; \"child\" unless said"),
    may("safety-first", Shape::Flag, "false only if it is not about a child"),
    may("follows", Shape::Flag, "false for a note beside the case, which meets no date that a record promised"),
    may("calendar", Shape::OneOf(&["england-and-wales", "scotland", "northern-ireland"]), "whose working days count"),
    may("roles", Shape::Words, "everybody the procedure mentions, in words"),
    may("stage", Shape::Tables(STAGE), "its stages"),
    must("step", Shape::Tables(STEP), "its steps; it begins at the first"),
    must("outcome", Shape::Tables(OUTCOME), "where it ends"),
    may("anytime", Shape::Tables(ANYTIME), "ways out that the procedure adds to every step"),
    may("form", Shape::Tables(FORM), "forms that it issues"),
    may("promise", Shape::Tables(PROMISE), "what is true on every path"),
];

/// A part of the procedure.
const STAGE: Keys = &[
    must("id", Shape::Name, "its name"),
    must("title", Shape::Text, "its heading"),
    may("formal", Shape::Flag, "true if it is part of a formal procedure"),
    may("between", Shape::Names, "the roles who speak to each other"),
    may("due", Shape::OneOrList(DUE), "a limit over every date inside it"),
    may("verified", Shape::Flag, "false if it is to be confirmed"),
];

/// One thing that is asked, said, or run.
const STEP: Keys = &[
    must("id", Shape::Name, "its name"),
    may("stage", Shape::Name, "the stage it opens"),
    may("ask", Shape::Text, "what is asked"),
    may("say", Shape::Text, "words to read out or to act on"),
    may("run", Shape::Name, "another strategy, whose outcome is this step's answer"),
    may("label", Shape::Text, "a short name for lists and records"),
    may("hint", Shape::Text, "one line of help"),
    may("why", Shape::Text, "why it is asked"),
    may("kind", Shape::OneOf(KINDS), "the kind of answer"),
    may("options", Shape::List(OPTION), "what can be chosen"),
    may("options-of", Shape::Name, "the same options as that step"),
    may("at-least", Shape::Count, "of a number its bound; of entries how many"),
    may("at-most", Shape::Count, "of a number its bound; of entries how many"),
    may("optional", Shape::Flag, "true if it may be left blank"),
    may("why-not", Shape::Flag, "true if a reason may be given instead of an answer"),
    may("dont-know", Shape::Flag, "true if \"I do not know\" is an answer"),
    may("each", Shape::Name, "asked once for each entry of that step"),
    may("fact", Shape::Name, "the fact it supplies to the audit"),
    may("filled-from", Shape::Paths, "where its answer may already be known"),
    may("wait-for", Shape::Name, "the role whose doing or reply it waits for"),
    may("due", Shape::OneOrList(DUE), "by when"),
    may("reason", Shape::Paths, "steps whose answers say why it waits, in the person's own words"),
    may("tell", Shape::Names, "roles to be told once it is answered"),
    may("tell-in-writing", Shape::Names, "roles to be told in writing"),
    may("form", Shape::Names, "forms issued once it is answered"),
    may("share", Shape::SomeOf(&["family", "partner"]), "in a copy made for these readers"),
    may("routes", Shape::List(ROUTE), "where answers lead; without it the next step follows"),
    may("verified", Shape::Flag, "false if it is to be confirmed"),
];

/// One thing that can be chosen.
const OPTION: Keys = &[
    must("id", Shape::Name, "its name in files"),
    may("label", Shape::Text, "its words on the screen"),
    may("group", Shape::Names, "names that several options share"),
    may("alone", Shape::Flag, "of several choices: not with any other"),
];

/// A row: conditions, and where they lead.
const ROUTE: Keys = &[
    may("is", Shape::Cell, "held against this step's own answer"),
    may("when", Shape::Row, "held against earlier answers; all must fit"),
    must("to", Shape::Name, "the step or outcome it leads to"),
    may("at-most", Shape::Count, "how often this row may be taken"),
    may("because", Shape::Text, "the reason, in the words of the record"),
];

/// A due date.
const DUE: Keys = &[
    may("when", Shape::Row, "earlier answers; all must fit"),
    may("within", Shape::Lengths, "a length, or several; \"unset\" if the number is not known"),
    may("from", Shape::Paths, "what it is counted from; the day the step is reached unless said"),
    may("by", Shape::Paths, "days asked for earlier, each of which must be met"),
    may("extend-to", Shape::Lengths, "once, to a day no later than this from the same start"),
    may("verified", Shape::Flag, "false if the number is to be confirmed"),
];

/// Where a strategy ends.
const OUTCOME: Keys = &[
    must("id", Shape::Name, "its name"),
    must("kind", Shape::OneOf(OUTCOMES), "how it ends the matter"),
    must("text", Shape::Text, "what to do now"),
    may("handover", Shape::Name, "the role who takes it on"),
    may("next", Shape::Name, "the strategy that follows"),
    may("due", Shape::OneOrList(DUE), "by when"),
    may("reason", Shape::Paths, "steps whose answers are the reason, in the person's own words"),
    may("tell", Shape::Names, "roles to be told"),
    may("tell-in-writing", Shape::Names, "roles to be told in writing"),
    may("form", Shape::Names, "forms issued"),
    may("verified", Shape::Flag, "false if it is to be confirmed"),
];

/// A way out that the procedure adds.
const ANYTIME: Keys = &[
    must("id", Shape::Name, "what people type after a colon"),
    must("label", Shape::Text, "its words"),
    may("to", Shape::Name, "it leaves the step and leads there"),
    may("run", Shape::Name, "it runs a strategy, then goes on at the same step"),
    may("stages", Shape::Names, "where it is open; everywhere unless said"),
];

/// A form that is issued.
const FORM: Keys = &[
    must("id", Shape::Name, "its name"),
    must("title", Shape::Text, "its heading"),
    may("for", Shape::Name, "the role it is for"),
    may("text", Shape::Text, "words at its head"),
    must("fields", Shape::Paths, "steps, in the order of the form; `strategy.step`, `case.tried`, `case.since`"),
    may("blanks", Shape::Lines, "what is left to be written by hand, such as a name"),
];

/// What is true on every path.
const PROMISE: Keys = &[
    must("text", Shape::Text, "it, in words"),
    may("reaching", Shape::Names, "steps, outcomes, or a kind such as \"any-handover\""),
    may("needs", Shape::Rows, "rows, one of which must hold there"),
    may("prompts-at-most", Shape::Count, "no path there asks more"),
];

/// Every table of the language, for the manual.
pub const TABLES: &[(&str, &[Key])] = &[
    ("the head", STRATEGY),
    ("[[stage]]", STAGE),
    ("[[step]]", STEP),
    ("options", OPTION),
    ("routes", ROUTE),
    ("due", DUE),
    ("[[outcome]]", OUTCOME),
    ("[[anytime]]", ANYTIME),
    ("[[form]]", FORM),
    ("[[promise]]", PROMISE),
];
