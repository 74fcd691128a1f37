//! What a review has to do with the earlier records of its case: which wait it ends, which promised date it meets.

use crate::ask::Name;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Leave;
use crate::facilitate::room::Room;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::record;
use crate::review::Awaited;
use crate::review::Following;
use crate::review::Follows;
use crate::review::Note;
use crate::review::OpenDate;
use crate::review::Review;

/// The answer for a review that meets no promised date, or is not what the case waits for.
pub(crate) const NONE: &str = "none";

impl Room<'_> {
    /// A case that waits asks: is this that?
    pub(crate) fn is_this_the_wait(&mut self, review: &mut Review) -> Result<(), Instead> {
        let waits = review.waits().to_vec();
        let past = past_ids(&waits);
        let one = waits.len() == 1;
        let yes = waits.iter().map(|it| (it.record.as_str(), format!("Yes: {}", it.words)));
        let moved_on = waits.iter().zip(&past).map(|(it, id)| {
            let which = if one { String::new() } else { format!(" of {}", record::in_words(&it.record)) };
            (id.as_str(), format!("No, the case has moved on without it: this review closes that wait{which}"))
        });
        let labels: Vec<(&str, String)> = yes.chain(moved_on).collect();
        let mut options: Vec<(&str, &str)> = labels.iter().map(|(id, label)| (*id, label.as_str())).collect();
        options.push((NONE, "No, this is something else: begin another review, and go on waiting"));
        let prompt = Prompt::own("This case waits for an answer. Is this that?", "The wait", Kind::Choice)
            .options(&options)
            .why("A wait that is closed goes from every list. Its record and all its answers stay as they are.");
        let Answer::Choice(id) = self.own(review, Name::Waits, &prompt, None)? else { return Err(Instead::Again) };
        if let Some(place) = past.iter().position(|its| *its == id) {
            let it = &waits[place];
            let (record, sha256) = (it.record.clone(), it.sha256.clone());
            let follows = Follows { record, sha256, due: it.due, past_wait: true };
            return Ok(self.take(review, Note::Follows(Some(follows)))?);
        }
        match id.as_str() {
            NONE => Ok(self.take(review, Note::AnotherMatter)?),
            _ => Err(Instead::Leaves(Leave::CarryOn(id))),
        }
    }

    /// Asks which promised date it meets.
    pub(crate) fn follows(&mut self, review: &mut Review) -> Result<(), Instead> {
        let open = review.on_case.open.clone();
        if open.is_empty() {
            let words = "This case holds no date that this record could meet.";
            return Ok(self.ask.say(Words::Text(words))?);
        }
        let first = review.first();
        let reads_it = first.steps.iter().any(|step| step.filled_from.iter().any(|source| source == "promised"));
        let leads_here = |it: &OpenDate| it.next.as_ref() == Some(&first.id);
        let (prompt, ids) = prompt(&open);
        let now = |follows: &Follows| open.iter().position(|it| it.sha256 == follows.sha256);
        // Where a date can hardly be another's, it is offered.
        let evident = match (open.as_slice(), &review.following) {
            (_, Following::Record(follows)) => now(follows).map(|place| Answer::Choice(ids[place].clone())),
            (_, Following::Nothing) => Some(Answer::Choice(NONE.to_owned())),
            ([one], _) if reads_it || leads_here(one) => Some(Answer::Choice(one.by.to_string())),
            _ => None,
        };
        let chosen = match self.own(review, Name::Follows, &prompt, evident.as_ref())? {
            Answer::Choice(id) => ids.iter().position(|its| *its == id).map(|place| &open[place]),
            _ => None,
        };
        let follows = chosen.map(|it| Follows {
            record: it.record.clone(),
            sha256: it.sha256.clone(),
            due: it.by,
            past_wait: false,
        });
        self.take(review, Note::Follows(follows))?;
        self.saved()
    }
}

/// The word for each wait by which a case moves on past it: its day, as in a file of answers.
fn past_ids(waits: &[Awaited]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for it in waits {
        let again = ids.iter().filter(|id| id.starts_with(&it.due.to_string())).count();
        ids.push(if again == 0 { it.due.to_string() } else { format!("{}-{}", it.due, again + 1) });
    }
    ids
}

/// The question, and the word for each date in the order of the dates.
fn prompt(open: &[OpenDate]) -> (Prompt, Vec<String>) {
    let what = |it: &OpenDate| match &it.to {
        Some(to) => format!("to go to {to} by {}", calendar::long(it.by)),
        None => format!("to be looked at again by {}", calendar::long(it.by)),
    };
    let from = |it: &OpenDate| record::in_words(&it.record);
    let mut ids: Vec<String> = Vec::new();
    for it in open {
        // Of two with the same date, the second is told apart.
        let again = ids.iter().filter(|id| id.starts_with(&it.by.to_string())).count();
        ids.push(if again == 0 { it.by.to_string() } else { format!("{}-{}", it.by, again + 1) });
    }
    let why = "A date that somebody promised is kept or late only once a record follows it.";
    let prompt = match open {
        [one] => Prompt::own(&format!("This case was {}. Is this that?", what(one)), "Promised date", Kind::Choice)
            .options(&[(&ids[0], "Yes"), (NONE, "No, this is something else")]),
        _ => {
            let labels: Vec<String> = open.iter().map(|it| format!("It was {} ({})", what(it), from(it))).collect();
            let mut options: Vec<(&str, &str)> =
                ids.iter().zip(&labels).map(|(id, label)| (id.as_str(), label.as_str())).collect();
            options.push((NONE, "None of them: this is something else"));
            Prompt::own(
                "More than one date is open on this case. Which of them is this?",
                "Promised date",
                Kind::Choice,
            )
            .options(&options)
        }
    };
    (prompt.why(why), ids)
}
