//! The language as one table: every key of a strategy file.

use crate::written::Key;
use crate::written::Keys;
use crate::written::Shape;
use crate::written::TEST;
use crate::written::may;
use crate::written::must;

const KINDS: &[&str] = &["yes-no", "choice", "choices", "line", "text", "lines", "date", "number", "people", "actions"];
const OUTCOMES: &[&str] = &["resolved", "review", "handover", "stopped", "onward"];

/// The head, and everything below it.
pub(crate) const STRATEGY: Keys = &[
    must("format", Shape::Count, "the version of this language: 1").like("1"),
    must("id", Shape::Name, "the strategy's name; the file is id.toml").like(r#""two-agencies""#),
    must("title", Shape::Text, "what people see").like(r#""A ladder for two agencies""#),
    must("version", Shape::Text, "raised when the meaning changes").like(r#""2026.1""#),
    must("source", Shape::Text, "where the procedure comes from").like(r#""The partnership's procedure of May 2026""#),
    must("verified", Shape::Flag, "true once the partnership has confirmed it").like("false"),
    may("about", Shape::SomeOf(&["child", "family", "theme"]), "what a review may be about; \"child\" unless said")
        .like(r#"["child", "family"]"#),
    may("safety-first", Shape::Flag, "false only if it is not about a child").like("false"),
    may("follows", Shape::Flag, "false for a note beside the case, which meets no date that a record promised")
        .like("false"),
    may("calendar", Shape::OneOf(&["england-and-wales", "scotland", "northern-ireland"]), "whose working days count")
        .like(r#""scotland""#),
    may("roles", Shape::Words, "everybody the procedure mentions, in words")
        .like(r#"colleague = "the practitioner in the other agency""#),
    may("stage", Shape::Tables(STAGE), "its stages"),
    must("step", Shape::Tables(STEP), "its steps; it begins at the first"),
    must("outcome", Shape::Tables(OUTCOME), "where it ends"),
    may("anytime", Shape::Tables(ANYTIME), "ways out that the procedure adds to every step"),
    may("form", Shape::Tables(FORM), "forms that are filled in from its answers"),
    may("promise", Shape::Tables(PROMISE), "what is true on every path"),
];

/// A part of the procedure.
const STAGE: Keys = &[
    must("id", Shape::Name, "its name").like(r#""talk""#),
    must("title", Shape::Text, "its heading").like(r#""Stage 1: talk to each other""#),
    may("formal", Shape::Flag, "true if it is part of a formal procedure").like("true"),
    may("between", Shape::Names, "the roles who speak to each other").like(r#""colleague""#),
    may("due", Shape::OneOrList(DUE), "a limit over every date inside it")
        .like(r#"{ within = "5 working days", from = "raised-on" }"#),
    may("verified", Shape::Flag, "false if it is to be confirmed").like("false"),
];

/// One thing that is asked, said, or run.
const STEP: Keys = &[
    must("id", Shape::Name, "its name").like(r#""raised-on""#),
    may("stage", Shape::Name, "the stage it opens").like(r#""talk""#),
    may("ask", Shape::Text, "what is asked").like(r#""On what day did you raise it?""#),
    may("say", Shape::Text, "words to read out or to act on").like(r#""Send the letter now.""#),
    may("run", Shape::Name, "another strategy; how it ends is this step's answer").like(r#""five-steps""#),
    may("label", Shape::Text, "a short name for lists and records; the question itself unless said")
        .like(r#""Raised on""#),
    may("hint", Shape::Text, "one line of help").like(r#""The day of the first call or letter""#),
    may("why", Shape::Text, "why it is asked").like(r#""Every later date is counted from it.""#),
    may("kind", Shape::OneOf(KINDS), "the kind of answer").like(r#""date""#),
    may("options", Shape::List(OPTION), "what can be chosen").like(r#"[ { id = "agreed" }, { id = "not-agreed" } ]"#),
    may("options-of", Shape::Name, "the same options as that step").like(r#""reply""#),
    may("at-least", Shape::Count, "the lowest number, or the fewest entries").like("0"),
    may("at-most", Shape::Count, "the highest number, or the most entries").like("10"),
    may("optional", Shape::Flag, "true if it may be left blank").like("true"),
    may("why-not", Shape::Flag, "true if a reason may be given instead of an answer").like("true"),
    may("dont-know", Shape::Flag, "true if \"I do not know\" is an answer").like("true"),
    may("each", Shape::Name, "asked once for each entry of that step").like(r#""people""#),
    may("fact", Shape::Name, "the fact it supplies to the audit").like(r#""raised-on""#),
    may("filled-from", Shape::Paths, "where its answer may already be known").like(r#""case""#),
    may("carry", Shape::OneOf(&["never"]), "only whoever types can say it: no answer of another session is offered")
        .like(r#""never""#),
    may("wait-for", Shape::Name, "the role whose doing or reply it waits for").like(r#""colleague""#),
    may("due", Shape::OneOrList(DUE), "by when").like(r#"{ within = "2 working days", from = "raised-on" }"#),
    may("reason", Shape::Paths, "steps whose answers say why it waits, in the person's own words")
        .like(r#""what-is-missing""#),
    may("tell", Shape::Names, "roles to be told once it is answered").like(r#""line-manager""#),
    may("tell-in-writing", Shape::Names, "roles to be told in writing").like(r#"["line-manager", "board"]"#),
    may("form", Shape::Names, "forms filled in once it is answered").like(r#""request""#),
    may("share", Shape::SomeOf(&["family", "partner"]), "in a copy made for these readers")
        .like(r#"["family", "partner"]"#),
    may("routes", Shape::List(ROUTE), "where answers lead; without it the next step follows")
        .like(r#"[ { is = "agreed", to = "settled" }, { to = "managers" } ]"#),
    may("verified", Shape::Flag, "false if it is to be confirmed").like("false"),
];

/// One thing that can be chosen.
const OPTION: Keys = &[
    must("id", Shape::Name, "its name in files").like(r#""not-agreed""#),
    may("label", Shape::Text, "its words on the screen").like(r#""We do not agree""#),
    may("group", Shape::Names, "names that several options share").like(r#""goes-on""#),
    may("alone", Shape::Flag, "of several choices: not with any other").like("true"),
];

/// A row: conditions, and where they lead.
const ROUTE: Keys = &[
    may("is", Shape::Cell, "held against this step's own answer").like(r#""agreed""#),
    may("when", Shape::Row, "held against earlier answers; all must fit").like(r#"{ priority = "high" }"#),
    must("to", Shape::Name, "the step or outcome it leads to").like(r#""settled""#),
    may("at-most", Shape::Count, "how often this row may be taken").like("2"),
    may("because", Shape::Text, "the reason, in the words of the record").like(r#""There was no reply by the date.""#),
];

/// A due date.
const DUE: Keys = &[
    may("when", Shape::Row, "earlier answers; all must fit").like(r#"{ priority = "high" }"#),
    may("within", Shape::Lengths, "a length, or several; \"unset\" if the number is not known")
        .like(r#"["48 hours", "2 working days"]"#),
    may("from", Shape::Paths, "what it is counted from; the day the step is reached unless said")
        .like(r#""raised-on""#),
    may("by", Shape::Paths, "days asked for earlier, each of which must be met").like(r#""childs-date""#),
    may("extend-to", Shape::Lengths, "once, to a day no later than this from the same start")
        .like(r#""20 working days""#),
    may("verified", Shape::Flag, "false if the number is to be confirmed").like("false"),
];

/// Where a strategy ends.
const OUTCOME: Keys = &[
    must("id", Shape::Name, "its name").like(r#""settled""#),
    must("kind", Shape::OneOf(OUTCOMES), "how it ends the matter").like(r#""resolved""#),
    must("text", Shape::Text, "what to do now").like(r#""It is settled. Tell everyone who was part of it.""#),
    may("handover", Shape::Name, "the role who takes it on").like(r#""board""#),
    may("next", Shape::Name, "the strategy that follows").like(r#""hips-escalation""#),
    may("due", Shape::OneOrList(DUE), "by when").like(r#"{ within = "unset" }"#),
    may("reason", Shape::Paths, "steps whose answers are the reason, in the person's own words")
        .like(r#""what-is-missing""#),
    may("tell", Shape::Names, "roles to be told").like(r#""family""#),
    may("tell-in-writing", Shape::Names, "roles to be told in writing").like(r#""board""#),
    may("form", Shape::Names, "forms filled in").like(r#""request""#),
    may("verified", Shape::Flag, "false if it is to be confirmed").like("false"),
];

/// A way out that the procedure adds.
const ANYTIME: Keys = &[
    must("id", Shape::Name, "what people type after a colon").like(r#""straight-up""#),
    must("label", Shape::Text, "its words").like(r#""The risk cannot wait: straight to senior managers""#),
    may("to", Shape::Name, "it leaves the step and leads there").like(r#""why-straight""#),
    may("run", Shape::Name, "it runs a strategy, then goes on at the same step").like(r#""five-steps""#),
    may("stages", Shape::Names, "where it is open; everywhere unless said").like(r#"["talk", "managers"]"#),
];

/// A form that is issued.
const FORM: Keys = &[
    must("id", Shape::Name, "its name").like(r#""request""#),
    must("title", Shape::Text, "its heading").like(r#""Request to the board""#),
    may("for", Shape::Name, "the role it is for").like(r#""board""#),
    may("text", Shape::Text, "words at its head").like(r#""What has been tried so far.""#),
    must(
        "fields",
        Shape::Paths,
        "steps, in the order of the form; `strategy.step`, `case.tried`, `case.since`, `case.risk`, `case.until-then`",
    )
    .like(r#"["raised-on", "what-is-missing"]"#),
    may("blanks", Shape::Lines, "what is left to be written by hand, such as a name").like(r#"["Name", "Telephone"]"#),
];

/// What is true on every path.
const PROMISE: Keys = &[
    must("text", Shape::Text, "it, in words").like(r#""Nobody reaches the board without the child's view.""#),
    may("reaching", Shape::Names, "steps, outcomes, a kind such as \"any-handover\", or \"any-wait\"")
        .like(r#""any-handover""#),
    may("needs", Shape::Rows, "rows, one of which must hold there").like(r#"{ childs-view = ["given", "why-not"] }"#),
    may("prompts-at-most", Shape::Count, "no path there asks more").like("40"),
];

/// Every table of the language, for the manual; the head comes first.
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
    ("a test", TEST),
];
