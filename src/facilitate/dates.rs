//! Waits, and dates that the procedure leaves unset.

use chrono::NaiveDate;

use crate::ask::Name;
use crate::ask::Reply;
use crate::ask::Words;
use crate::calendar;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::failure::Failure;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Refusal;
use crate::review::Review;
use crate::session::Dating;
use crate::session::Due;
use crate::session::DueIs;
use crate::session::Next;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Does;

impl Room<'_> {
    /// Has what is awaited happened? Yes, not yet, or, once the date has passed, no reply.
    pub(crate) fn wait(&mut self, review: &mut Review) -> Result<(), Instead> {
        let Next::Happened(step, due) = review.session.next() else { return Ok(()) };
        let (label, does) = (step.label.clone(), step.does.clone());
        let who = step.wait_for.as_deref().map(|role| review.session.role_here(role)).unwrap_or_default();
        let contact = step.wait_for.as_ref().and_then(|role| self.settings.contacts.get(role)).cloned();
        let path = review.session.path();
        let (leg, round) = (review.session.legs().len() - 1, review.session.rounds(&path));
        if let Does::Say(words) = &does {
            self.ask.say(Words::Text(words))?;
        }
        let short = label.trim_end_matches(['?', '.']);
        self.ask.say(Words::Text(&format!("This waits for {who}: {short}.")))?;
        if let Some(contact) = contact {
            self.ask.say(Words::Team(&contact))?;
        }
        if let DueIs::On(due) = &due {
            self.ask.say(Words::Text(&due_words(due, self.today())))?;
        }
        let mut options = vec![("yes", "Yes, it has happened"), ("not-yet", "Not yet: write the record, and wait")];
        let passed = match &due {
            DueIs::On(due) if self.day(review) > due.day => Some(due.day),
            _ => None,
        };
        // Where no date is set yet, it is asked for before nobody can be said to have missed it.
        if passed.is_some() || matches!(due, DueIs::Unset(_)) {
            options.push(("no-reply", "The day has passed without it"));
        }
        let prompt = Prompt::own(&format!("{label}: has it happened?"), &label, Kind::Choice).options(&options);
        let Answer::Choice(word) = self.own(review, Name::Happened { leg, path: &path, round }, &prompt, None)? else {
            return Ok(());
        };
        match (word.as_str(), due) {
            ("not-yet", due) => {
                // Nobody waits without a date.
                if let DueIs::Unset(limit) = due {
                    self.unset(review, &path, limit)?;
                    if !stands_at(&review.session, &path) {
                        return Ok(());
                    }
                }
                self.given(review, What::Waiting { path })
            }
            ("no-reply", DueIs::Unset(limit)) => {
                self.unset(review, &path, limit)?;
                match review.session.due() {
                    DueIs::On(due) if stands_at(&review.session, &path) => self.no_reply(review, path, due.day),
                    _ => Ok(()),
                }
            }
            ("no-reply", _) => match passed {
                Some(day) => self.no_reply(review, path, day),
                None => Ok(()),
            },
            _ => self.happened_on(review, leg, path, round),
        }
    }

    fn happened_on(&mut self, review: &mut Review, leg: usize, path: String, round: usize) -> Result<(), Instead> {
        let prompt = Prompt::own("On which day did it happen?", "On which day", Kind::Date)
            .hint("For example today, yesterday, or last Friday")
            .past();
        let (latest, too_late) = (self.day(review), Self::too_late(review));
        let look = move |answer: &Answer| match answer {
            Answer::Date(day) if day.day > latest => Err(too_late.clone()),
            _ => Ok(()),
        };
        match self.part(review, Name::On { leg, path: &path, round }, &prompt, None, &look)? {
            Some(Answer::Date(day)) => {
                self.early(review, day.day)?;
                self.given(review, What::Happened { path, on: day.day })
            }
            // Whether it has happened is asked again.
            _ => Err(Instead::Again),
        }
    }

    /// A day that lies before the concern was first raised may be a slip, or may be so: it is said, and stands.
    pub(crate) fn early(&mut self, review: &Review, day: NaiveDate) -> Result<(), Failure> {
        let Some((Answer::Date(raised), _)) =
            review.session.fact("raised-on").map(|(given, step)| (&given.answer, step))
        else {
            return Ok(());
        };
        if day >= raised.day {
            return Ok(());
        }
        let raised = calendar::long(raised.day);
        self.ask.say(Words::Text(&format!(
            "That is before {raised}, when the concern was first raised. If one of them is a slip, go back and change it."
        )))
    }

    fn no_reply(&mut self, review: &mut Review, path: String, day: NaiveDate) -> Result<(), Instead> {
        if day >= self.day(review) {
            let words = "That day has not passed yet: they may still reply";
            return Ok(self.ask.say(Words::Refusal(words))?);
        }
        self.given(review, What::Answer { path, nth: None, answer: Answer::NoReply, on: Some(day), from: None })
    }

    /// A day that the strategy leaves unset: typed, or to be found out by another day.
    pub(crate) fn unset(&mut self, review: &mut Review, path: &str, limit: Option<NaiveDate>) -> Result<(), Instead> {
        let (text, ask) = asks_for_the_day(&review.session, path);
        if let Some(text) = text {
            self.ask.say(Words::Text(&text))?;
        }
        let mut prompt = Prompt::own(&ask, "By which day", Kind::Date)
            .hint("For example 27 3 2027, next Tuesday, or 5 working days")
            .to_come()
            .why("No number of days is set here for this procedure. Look at the live procedure, or let the child's needs decide.");
        prompt.dont_know = true;
        let look = move |answer: &Answer| match (answer, limit) {
            (Answer::Date(day), Some(limit)) if day.day > limit => Err(Refusal::new(format!(
                "Give {} or a day before it: an earlier date already holds",
                calendar::long(limit)
            ))),
            _ => Ok(()),
        };
        let mut before = None;
        loop {
            let (by, how) = self.which_day(review, path, &prompt, &look, before)?;
            if by < self.day(review) {
                self.ask.say(Words::Text("That day has passed already. If it is a slip, go back and change it."))?;
            }
            let mut prompt = Prompt::own("Why that day?", "Why that day", Kind::Line)
                .hint("Leave it blank if there is nothing to say");
            prompt.optional = true;
            let why = match self.part(review, Name::ByWhy(path), &prompt, None, &|_| Ok(()))? {
                Some(Answer::Text(why)) => Some(why),
                Some(_) => None,
                None => {
                    before = Some((by, how));
                    continue;
                }
            };
            return self.given(review, What::Dated { path: path.to_owned(), by, how, why });
        }
    }

    /// The day itself, or the one by which it will be found out; `before` is the one that was given before.
    fn which_day(
        &mut self,
        review: &Review,
        path: &str,
        prompt: &Prompt,
        look: &dyn Fn(&Answer) -> Result<(), Refusal>,
        before: Option<(NaiveDate, Dating)>,
    ) -> Result<(NaiveDate, Dating), Instead> {
        let day = |how: Dating| before.filter(|(_, its)| *its == how).map(|(day, _)| Answer::Date(day.into()));
        let to_find_out = day(Dating::FindOut);
        let mut typed = day(Dating::Typed).or(to_find_out.as_ref().map(|_| Answer::DontKnow));
        let find_out = Prompt::own("By which day will you find out?", "Find out by", Kind::Date)
            .hint("The record will say that the date is to be found out by then")
            .to_come();
        loop {
            match self.looked_at(review, Name::By(path), prompt, typed.as_ref(), look) {
                Ok(Answer::Date(day)) => return Ok((day.day, Dating::Typed)),
                Ok(_) => typed = Some(Answer::DontKnow),
                // Of a wait, it was asked before whether it has happened; nothing of that is an answer yet.
                Err(Instead::Wants(Reply::Back)) if matches!(review.session.next(), Next::Happened(..)) => {
                    return Err(Instead::Again);
                }
                Err(instead) => return Err(instead),
            }
            match self.part(review, Name::By(path), &find_out, to_find_out.as_ref(), look)? {
                Some(Answer::Date(day)) => return Ok((day.day, Dating::FindOut)),
                Some(_) => return Err(Instead::Again),
                None => {}
            }
        }
    }
}

/// How a day is asked for that the strategy leaves unset, and what is said before it.
fn asks_for_the_day(session: &Session, path: &str) -> (Option<String>, String) {
    let strategy = session.strategy();
    if let Some(outcome) = strategy.outcomes.iter().find(|outcome| outcome.id == path) {
        let to = outcome.handover.as_deref().map_or("this", |role| strategy.role(role));
        return (Some(outcome.text.clone()), format!("By which day does it go to {to}?"));
    }
    let step = strategy.at(path);
    let label = step.map_or(path, |step| step.label.as_str());
    let who = step.and_then(|step| step.wait_for.as_deref()).map(|role| session.role_here(role));
    let ask = match who {
        Some(who) => format!("By which day do you expect this from {who}: {label}?"),
        None => format!("By which day: {label}?"),
    };
    (None, ask)
}

/// True if the session still stands at a wait, and its date is known now.
fn stands_at(session: &Session, path: &str) -> bool {
    session.path() == path && matches!(session.next(), Next::Happened(_, DueIs::On(_)))
}

/// A due date in words for the screen.
pub(crate) fn due_words(due: &Due, today: NaiveDate) -> String {
    let passed = if due.day < today { " This date has passed." } else { "" };
    let provisional = if due.provisional { " Bank holidays in it are not yet published." } else { "" };
    let why = due.why.as_deref().map(|why| format!(" {why}")).unwrap_or_default();
    format!("By {}: {}.{why}{passed}{provisional}", calendar::long(due.day), due.basis)
}
