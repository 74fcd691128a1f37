//! What a review has to do with the earlier records of its case.

use crate::ask::Ask;
use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::Held;
use crate::facilitate::Review;
use crate::facilitate::Room;
use crate::facilitate::Turn;
use crate::facilitate::carry_on::waits_words;
use crate::facilitate::sitting::Begin;
use crate::facilitate::sitting::World;
use crate::failure::Failure;
use crate::journal::Follows;
use crate::journal::Note;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::prompt::Refusal;
use crate::record;
use crate::record::Head;
use crate::record::NotARecord;
use crate::record::Record;
use crate::records::Case;
use crate::records::Kept;
use crate::records::Promise;
use crate::records::Promised;
use crate::records::Standing;
use crate::records::Unread;
use crate::records::promised;
use crate::session::Risk;
use crate::session::Session;
use crate::settings::is_like_a_reference;
use crate::strategy::Strategy;
use crate::strategy::check::SAFETY_STOP;

/// The answer for a review that meets no promised date.
pub(crate) const NONE: &str = "none";

/// Whether a review meets a date that an earlier record of its case promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Following {
    /// It has not been asked yet.
    NotKnown,
    /// There was nothing to ask.
    NoneOpen,
    /// It meets none.
    Nothing,
    /// It meets the date of this record.
    Record(Follows),
}

impl Following {
    /// The record that it follows.
    pub(crate) fn record(&self) -> Option<&Follows> {
        match self {
            Self::Record(follows) => Some(follows),
            _ => None,
        }
    }
}

impl Room<'_> {
    /// A case with an open date asks: is this that? None if there is nothing to ask.
    pub(crate) fn is_this_that(&mut self, review: &mut Review) -> Result<Option<Turn>, Failure> {
        if review.following != Following::NotKnown || !may_follow(&review.session) {
            return Ok(None);
        }
        self.which_date(review)
    }

    /// Asks once more which promised date a record meets that is being corrected.
    pub(crate) fn follows(&mut self, review: &mut Review) -> Result<Turn, Failure> {
        let turn = self.which_date(review)?;
        if turn.is_none() {
            self.ask.say(Words::Text("This case holds no date that this record could meet."))?;
        }
        Ok(turn.unwrap_or(Turn::Go))
    }

    /// Whoever gives another reference, or other ones of other agencies, may have left the case of the followed record.
    pub(crate) fn look_again_at_following(&mut self, review: &mut Review) -> Result<(), Failure> {
        let Some(case) = &review.case else { return Ok(()) };
        let gone = match &review.following {
            Following::NoneOpen => true,
            Following::Record(follows) => {
                let case = (self.read)(case, &review.also);
                !case.heads().iter().any(|(_, sha256)| *sha256 == follows.sha256)
            }
            Following::NotKnown | Following::Nothing => false,
        };
        if gone {
            // Whoever resumes has the same session again, and whatever is answered from here on fits it.
            if review.following.record().is_some() {
                self.take(review, &Note::Follows(None))?;
            }
            review.following = Following::NotKnown;
            review.session.meets(None);
        }
        Ok(())
    }

    /// Takes in what is open of risk on the case, and says it where somebody has just come to the case. What whoever
    /// types said in this review is asked anew; whoever says what was done after a stop knows of it; and a correction
    /// leaves what stood as it was.
    pub(crate) fn look_at_risk(&mut self, review: &mut Review, says: bool) -> Result<(), Failure> {
        let Some(case) = review.case.as_ref().filter(|_| review.correcting.is_none()) else { return Ok(()) };
        let (_, today) = (self.clock)();
        let own = self.noting.as_ref().map(|noting| noting.review.as_str());
        let mut open = (self.read)(case, &review.also).open_risk(today);
        open.retain(|open| !open.is_of(own, self.typed_by.as_deref()));
        if open.is_empty() == review.session.is_risk_open() {
            self.take(review, &Note::OpenRisk(!open.is_empty()))?;
        }
        if open.is_empty() || !says || review.session.strategy().id == SAFETY_STOP {
            return Ok(());
        }
        self.heading("A child may be at risk on this case")?;
        for open in open {
            self.ask.say(Words::Text(&format!("{}.", open.words())))?;
            if let Some(how) = open.how_it_ends() {
                self.ask.say(Words::Command(&how))?;
            }
        }
        self.ask.say(Words::Text("It stays open in every list until then."))
    }

    fn which_date(&mut self, review: &mut Review) -> Result<Option<Turn>, Failure> {
        let first = &review.session.legs()[0];
        let Some(case) = &review.case else { return Ok(None) };
        let case = (self.read)(case, &review.also);
        let standing = case.standing();
        let mut heads = case.heads();
        // A record that is corrected meets no date of its own, and none that was promised after it.
        if let Some(correcting) = &review.correcting {
            let (record, first) = (&correcting.record, standing.first(&correcting.record.sha256));
            let at = (record.head.day(), record.head.written);
            heads.retain(|(head, sha256)| standing.first(sha256) != first && (head.day(), head.written) < at);
        }
        let open: Vec<Promised<'_>> = open(&heads, &standing);
        if open.is_empty() {
            if review.following == Following::NotKnown {
                review.following = Following::NoneOpen;
            }
            return Ok(None);
        }
        let reads_it = first.steps.iter().any(|step| step.filled_from.iter().any(|source| source == "promised"));
        let leads_here = |promised: &Promised<'_>| {
            promised.head.outcome.as_ref().and_then(|outcome| outcome.next.as_ref()) == Some(&first.id)
        };
        let (prompt, ids) = prompt(&open);
        let now = |follows: &Follows| open.iter().position(|promised| promised.sha256 == follows.sha256);
        // Where a date can hardly be another's, it is offered.
        let evident = match (open.as_slice(), &review.following) {
            (_, Following::Record(follows)) => now(follows).map(|place| Answer::Choice(ids[place].clone())),
            (_, Following::Nothing) => Some(Answer::Choice(NONE.to_owned())),
            ([one], _) if reads_it || leads_here(one) => Some(Answer::Choice(one.by.to_string())),
            _ => None,
        };
        let chosen = match self.own(review, Name::Follows, &prompt, evident.as_ref(), &|_, _| Ok(()))? {
            Ok(Answer::Choice(id)) => ids.iter().position(|its| *its == id).map(|place| open[place]),
            Ok(_) => None,
            Err(turn) => return Ok(Some(turn)),
        };
        let follows =
            chosen.map(|it| Follows { record: it.head.record.clone(), sha256: it.sha256.to_owned(), due: it.by });
        self.take(review, &Note::Follows(follows))?;
        self.ask.say(Words::Done("Saved."))?;
        Ok(Some(Turn::Go))
    }

    /// Asks under which references other agencies know the case.
    pub(crate) fn also(&mut self, review: &mut Review) -> Result<Turn, Failure> {
        let mut prompt =
            Prompt::own("Under which references do other agencies know this case?", "Other references", Kind::Lines)
                .hint(&format!("One a line, never a name. {}", self.settings.reference_hint()))
                .why("A record of another agency about the same child is then found with yours.");
        prompt.optional = true;
        let now = (!review.also.is_empty()).then(|| Answer::Lines(review.also.clone()));
        let look = |answer: &Answer, _| match answer {
            Answer::Lines(lines) if !lines.iter().all(|line| is_like_a_reference(line)) => {
                Err(Refusal::new("A reference has letters, digits and hyphens, and at least one digit"))
            }
            _ => Ok(()),
        };
        let also = match self.own(review, Name::Also, &prompt, now.as_ref(), &look)? {
            Ok(Answer::Lines(lines)) => lines,
            Ok(_) => Vec::new(),
            Err(turn) => return Ok(turn),
        };
        self.take(review, &Note::Also(also))?;
        // A record under one of them may hold a date open, or a risk.
        self.look_again_at_following(review)?;
        self.look_at_risk(review, false)?;
        self.ask.say(Words::Done("Saved."))?;
        Ok(Turn::Go)
    }
}

/// True for the start of a review that may meet a promised date.
pub(crate) fn may_follow(session: &Session) -> bool {
    session.first_event() == 0 && session.legs()[0].follows
}

/// Whether a review that is begun on a case that waits is what the case waits for.
pub(crate) enum Wait {
    /// It is: this record is carried on.
    This(Box<Case>, Box<Record>),
    /// It is another review, or nothing waits.
    Another,
    Back,
    Leave(Held),
}

/// A case that waits asks: is this that?
pub(crate) fn is_this_the_wait(
    world: &World<'_>,
    first: &Strategy,
    begin: &Begin,
    risk: Option<Risk>,
    ask: &mut dyn Ask,
) -> Result<Wait, Failure> {
    let Some(reference) = begin.case.as_ref().filter(|_| first.follows && risk != Some(Risk::ToldAndDisagree)) else {
        return Ok(Wait::Another);
    };
    let also = begin.also.as_deref().unwrap_or_default();
    let case = Case::known_as(world.places, reference, also);
    let waiting = case.waiting();
    if waiting.is_empty() {
        return Ok(Wait::Another);
    }
    let labels: Vec<(String, String)> = waiting
        .iter()
        .rev()
        .map(|record| (record.name().to_owned(), format!("Yes: {}", waits_words(&record.head))))
        .collect();
    let mut options: Vec<(&str, &str)> = labels.iter().map(|(id, label)| (id.as_str(), label.as_str())).collect();
    options.push(("none", "No, this is something else: begin another review"));
    let prompt =
        Prompt::own("This case waits for an answer. Is this that?", "The wait", Kind::Choice).options(&options);
    let (_, today) = (world.clock)();
    let reading = Reading { today, calendar: &world.settings.calendar };
    Ok(match ask.ask(&Question { name: Name::Waits, prompt: &prompt, of: None, now: None, reading })? {
        Reply::Answer(Answer::Choice(id)) => match waiting.iter().find(|record| record.name() == id) {
            Some(record) => {
                let record = Box::new((*record).clone());
                Wait::This(Box::new(case), record)
            }
            None => Wait::Another,
        },
        Reply::Save | Reply::Ended => Wait::Leave(Held::Saved),
        Reply::Interrupted => Wait::Leave(Held::Interrupted),
        _ => Wait::Back,
    })
}

/// The dates of a case that are open and that a new review can meet. A wait is carried on instead.
pub(crate) fn open<'a>(heads: &'a [(Head, String)], standing: &Standing<'a>) -> Vec<Promised<'a>> {
    let mut open: Vec<Promised<'_>> = promised(heads, standing)
        .into_iter()
        .filter(|promised| promised.kept == Kept::Open && promised.what != Promise::Reply)
        .collect();
    open.sort_by_key(|promised| promised.by);
    open
}

/// The question, and the word for each date in the order of the dates.
fn prompt(open: &[Promised<'_>]) -> (Prompt, Vec<String>) {
    let what = |it: &Promised<'_>| match it.what {
        Promise::Handover => format!("to go to {} by {}", it.who(), calendar::long(it.by)),
        _ => format!("to be looked at again by {}", calendar::long(it.by)),
    };
    let from = |it: &Promised<'_>| record::in_words(&it.head.record);
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

/// What cannot be read of a case, in words for whoever begins or carries on.
pub(crate) fn unread_words(case: &Case) -> Option<String> {
    let names = |wanted: &dyn Fn(&Unread) -> bool| -> Vec<String> {
        let of = case.unread.iter().filter(|(_, why)| wanted(why));
        of.filter_map(|(path, _)| Some(path.file_name()?.to_string_lossy().into_owned())).collect()
    };
    let newer = names(&|why| *why == Unread::Not(NotARecord::Newer));
    let others = names(&|why| *why != Unread::Not(NotARecord::Newer));
    let mut words = Vec::new();
    if !newer.is_empty() {
        words.push(format!("Written by a newer rethink, and not read here: {}.", newer.join(", ")));
    }
    if !others.is_empty() {
        words.push(format!("Cannot be read, or not as it was written: {}.", others.join(", ")));
    }
    (!words.is_empty()).then(|| words.join(" "))
}
