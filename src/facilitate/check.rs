//! Check your answers: nothing is final until the word `write` is typed.

use chrono::NaiveDate;

use crate::ask::Listed;
use crate::ask::Movable;
use crate::ask::Name;
use crate::ask::Reply;
use crate::ask::Stands;
use crate::ask::Words;
use crate::calendar;
use crate::caution::identifiers;
use crate::caution::summary;
use crate::caution::wording;
use crate::facilitate::dates::due_words;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::facilitate::short::in_short;
use crate::facilitate::short::short;
use crate::facilitate::step::about_words;
use crate::facilitate::world::Held;
use crate::failure::Failure;
use crate::prompt::Action;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Person;
use crate::prompt::Prompt;
use crate::prompt::Refusal;
use crate::record;
use crate::review::Correcting;
use crate::review::Note;
use crate::review::Review;
use crate::session::Dating;
use crate::session::DueIs;
use crate::session::End;
use crate::session::Next;
use crate::session::Origin;
use crate::session::Session;
use crate::session::Told;
use crate::session::What;

impl Room<'_> {
    /// Shows what was said and what happens next, and does what is typed.
    pub(crate) fn check(&mut self, review: &mut Review) -> Result<(), Instead> {
        let places = self.list(review)?;
        let corrects = review.correcting.is_some();
        let may_follow = corrects && review.may_follow();
        self.ask.listed(Stands {
            case: review.case.clone(),
            also: review.also.clone(),
            follows: review.following.record().map(|follows| follows.due),
            may_follow,
            answers: places.iter().filter_map(|place| listed(&review.session, *place)).collect(),
        });
        self.hints(review, &places)?;
        let date = self.what_next(review)?;
        let (sooner, later) = date.as_ref().map_or((false, false), |date| (date.sooner, date.latest.is_some()));
        let words = [
            ("a number", "to change that answer", true),
            ("save", "to save and stop", true),
            ("sooner", "to bring the date forward", sooner),
            ("later", "to put the date back once", later),
            ("reason", "to change why it is corrected", corrects),
            ("also", "to change other agencies' references", true),
            ("reference", "to put the case reference right", true),
            ("follows", "to say which promised date it meets", may_follow),
            ("role", "to say who types this", true),
            ("back", "to go to the question before", true),
        ];
        let lines = words.iter().filter(|(.., here)| *here).map(|(word, what, _)| format!("\n  {word:<10} {what}"));
        let ask = format!("Type write to write the record. Or type:{}", lines.collect::<String>());
        let prompt = Prompt::own(&ask, "Check your answers", Kind::Line);
        let last = places.len();
        let nothing_differs = review.is_as_it_was();
        let look = move |answer: &Answer| match answer {
            Answer::Text(words) if nothing_differs && words.eq_ignore_ascii_case("write") => Err(Refusal::new(
                "Nothing differs yet from the record that you correct. Change an answer, or leave the record as it is",
            )),
            Answer::Text(words) if words != "write" && words.eq_ignore_ascii_case("write") => {
                Err(Refusal::new("Type write in small letters to write the record"))
            }
            Answer::Text(words) => {
                let words = words.to_lowercase();
                let number = words.parse::<usize>().is_ok_and(|number| (1..=last).contains(&number));
                let known = number
                    || ["write", "save", "back", "also", "role", "reference"].contains(&words.as_str())
                    || (corrects && words == "reason")
                    || (may_follow && words == "follows")
                    || (sooner && words == "sooner")
                    || (later && words == "later");
                if known {
                    Ok(())
                } else {
                    Err(Refusal::new(if last == 0 {
                        "Type write or save".to_owned()
                    } else {
                        format!("Type write, save, or a number from 1 to {last}")
                    }))
                }
            }
            _ => Ok(()),
        };
        let name = Name::Check(date.as_ref().map(Moves::shown));
        let Answer::Text(words) = self.looked_at(review, name, &prompt, None, &look)? else { return Ok(()) };
        match words.to_lowercase().as_str() {
            "write" => Ok(self.take(review, Note::Write)?),
            "save" => Err(Held::Saved.into()),
            "also" => self.also(review),
            "reference" => self.reference(review, false),
            "role" => self.role(review),
            "reason" => self.reason(review),
            "follows" => self.follows(review),
            "back" => Err(Instead::Wants(Reply::Back)),
            word @ ("sooner" | "later") => match &date {
                Some(date) => self.move_date(review, date, word == "later"),
                None => Ok(()),
            },
            number => {
                let place = number.parse::<usize>().ok().and_then(|number| places.get(number - 1)).copied();
                Ok(place.map_or(Ok(()), |place| self.take(review, Note::Change(place)))?)
            }
        }
    }

    /// Asks for the role of whoever types. It is remembered for the next time.
    fn role(&mut self, review: &mut Review) -> Result<(), Instead> {
        let prompt = Prompt::own("What is your role?", "Your role", Kind::Line)
            .hint("A role, never a name: it is remembered here, and records say who typed them");
        let now = self.typed_by.clone().map(Answer::Text);
        if let Answer::Text(role) = self.own(review, Name::TypedBy, &prompt, now.as_ref())? {
            self.ask.remember_role(&role)?;
            self.typed_by = Some(role);
        }
        Ok(())
    }

    /// Brings the date forward, as the child's needs come first; or puts it back once, where the strategy allows it.
    fn move_date(&mut self, review: &mut Review, date: &Moves, later: bool) -> Result<(), Instead> {
        let (due, latest) = (date.due, date.latest);
        let (ask, label) = if later {
            ("To which day do you put it back?", "Put back to")
        } else {
            ("To which day do you bring it forward?", "Bring forward to")
        };
        let look = move |answer: &Answer| match (answer, latest) {
            (Answer::Date(day), Some(latest)) if later && (day.day <= due || day.day > latest) => {
                let (due, latest) = (calendar::long(due), calendar::long(latest));
                Err(Refusal::new(format!("Give a day after {due}, and no later than {latest}")))
            }
            (Answer::Date(day), _) if !later && day.day >= due => {
                Err(Refusal::new(format!("Give a day before {}", calendar::long(due))))
            }
            _ => Ok(()),
        };
        let which = Prompt::own(ask, label, Kind::Date).to_come();
        let why = if later {
            Prompt::own("Why is more time needed, and who agreed to it?", "Why later", Kind::Line)
        } else {
            Prompt::own("Why can the child not wait longer?", "Why sooner", Kind::Line)
        };
        let how = if later { Dating::Extended } else { Dating::BroughtForward };
        let mut before = None;
        loop {
            // Back from the day is the list, and takes no answer out.
            let Some(Answer::Date(by)) = self.part(review, Name::By(&date.path), &which, before.as_ref(), &look)?
            else {
                return Ok(());
            };
            match self.part(review, Name::ByWhy(&date.path), &why, None, &|_| Ok(()))? {
                Some(Answer::Text(why)) => {
                    return self
                        .given(review, What::Dated { path: date.path.clone(), by: by.day, how, why: Some(why) });
                }
                Some(_) => return Ok(()),
                None => before = Some(Answer::Date(by)),
            }
        }
    }

    /// The answers of this sitting, numbered where they can be changed. What comes back is where each number stands.
    fn list(&mut self, review: &Review) -> Result<Vec<usize>, Failure> {
        self.heading("Check your answers before you write the record")?;
        self.ask.say(Words::Text("Nothing is final until you write it."))?;
        let case = review.case.as_deref().unwrap_or("to be given before writing");
        self.ask.say(Words::Line(&format!("    Case reference: {case}")))?;
        let typed_by = self.typed_by.as_deref().unwrap_or("not said. Type role to say it");
        self.ask.say(Words::Line(&format!("    Typed by: {typed_by}")))?;
        if !review.also.is_empty() {
            let also = review.also.join(", ");
            self.ask.say(Words::Line(&format!("    Other agencies' references: {also}")))?;
        }
        if let Some(Correcting { corrects, .. }) = &review.correcting {
            let (record, reason) = (record::in_words(&corrects.record), &corrects.reason);
            self.ask.say(Words::Line(&format!("    Stands in the place of {record}")))?;
            self.ask.say(Words::Line(&format!("    Why it is corrected: {}", short(reason))))?;
        }
        if let Some(follows) = review.following.record() {
            let due = calendar::medium(follows.due);
            let from = record::in_words(&follows.record);
            let words = if follows.past_wait {
                format!("    Closes the wait until {due}, of {from}")
            } else {
                format!("    Meets the date of {due}, from {from}")
            };
            self.ask.say(Words::Line(&words))?;
        }
        let mut places = Vec::new();
        let mut stage = None;
        let legs = review.session.leg_of_events();
        for (number, event) in review.session.events().iter().enumerate().skip(review.session.first_event()) {
            let Some(leg) = legs.get(number).and_then(|leg| review.session.legs().get(*leg)) else { continue };
            let line = match &event.what {
                What::Answer { answer: Answer::Done, .. } => continue,
                What::Answer { path, answer, from, nth, .. } => {
                    let Some(step) = leg.at(path) else { continue };
                    let here = leg.stage_at(path);
                    if here.is_some() && stage != here {
                        stage = here;
                        self.heading(here.unwrap_or_default())?;
                    }
                    let of = nth
                        .and_then(|nth| review.session.entry_words(number, nth))
                        .map(|of| format!(" ({of})"))
                        .unwrap_or_default();
                    let words = format!("{}{of}: {}", step.label, in_short(step.prompt(), answer));
                    match from {
                        Some(Origin::Taken(_)) => {
                            // A long text stands on this list already.
                            let words = match answer {
                                Answer::Text(_) | Answer::Lines(_) => format!("{}{of}: said already", step.label),
                                _ => format!("{words} (said already)"),
                            };
                            self.ask.say(Words::Line(&format!("    {words}")))?;
                            continue;
                        }
                        Some(Origin::Carried { record, checked }) => kept(&words, record, checked.as_deref()),
                        None => words,
                    }
                }
                // Only the last one is shown here; the record keeps them all.
                What::Told(told) => {
                    self.ask.say(Words::Line(&format!("    {}", told_words(told))))?;
                    continue;
                }
                What::AtRisk(risk) => {
                    if review.session.events()[number + 1..].iter().all(|later| !matches!(later.what, What::AtRisk(_)))
                    {
                        self.ask.say(Words::Line(&format!("    Risk now: {}", risk.words())))?;
                    }
                    continue;
                }
                What::About(about) => format!("About: {}", about_words(about)),
                What::Waiting { path } => {
                    let label = leg.at(path).map_or(path.as_str(), |step| step.label.as_str());
                    format!("{label}: not yet")
                }
                What::Happened { path, on } => {
                    let label = leg.at(path).map_or(path.as_str(), |step| step.label.as_str());
                    format!("{label}: happened on {}", calendar::medium(*on))
                }
                What::Dated { by, .. } => format!("By which day: {}", calendar::long(*by)),
                What::UntilThen { said, from } => {
                    let words = format!("Keeping the child safe: {}", short(said));
                    match from {
                        Some(Origin::Carried { record, checked }) => kept(&words, record, checked.as_deref()),
                        _ => words,
                    }
                }
                What::Withdrawn { why } => format!("Withdrawn: {}", short(why)),
                What::Elsewhere { to, why } => format!("Goes on elsewhere: {}. {}", short(to), short(why)),
                What::Anytime(_) => continue,
            };
            places.push(number);
            self.ask.say(Words::Line(&format!("{:>3} {line}", places.len())))?;
        }
        let left = review.session.no_longer_needed();
        if !left.is_empty() {
            let words = format!("No longer needed, and not in the record: {}.", left.join("; "));
            self.ask.say(Words::Text(&words))?;
        }
        Ok(places)
    }

    /// Says once each, and here, what looks like an identifier or sounds like blame. Nothing is changed and nobody is stopped.
    fn hints(&mut self, review: &Review, places: &[usize]) -> Result<(), Failure> {
        let Some(said) = &mut self.hinted else { return Ok(()) };
        let (_, today) = (self.clock)();
        let mut hints = Vec::new();
        if let Some(Correcting { corrects, .. }) = &review.correcting {
            hints.extend(summary(&identifiers(&corrects.reason, today)).map(|says| format!("    Why: {says}")));
            hints.extend(wording(&corrects.reason).iter().map(|caution| {
                let words = corrects.reason.get(caution.place.clone()).unwrap_or_default();
                format!("    Why: \"{words}\": {}", caution.says)
            }));
        }
        for (number, event) in
            places.iter().enumerate().filter_map(|(at, place)| Some((at + 1, review.session.events().get(*place)?)))
        {
            let What::Answer { answer, .. } = &event.what else { continue };
            let words = free_words(answer);
            hints.extend(summary(&identifiers(&words, today)).map(|says| format!("{number:>3} {says}")));
            for caution in wording(&words) {
                let part = words.get(caution.place.clone()).unwrap_or_default();
                hints.push(format!("{number:>3} \"{part}\": {}", caution.says));
            }
        }
        hints.retain(|hint| !said.contains(hint));
        if hints.is_empty() {
            return Ok(());
        }
        said.extend(hints.iter().cloned());
        self.heading("Before you write it")?;
        for hint in &hints {
            self.ask.say(Words::Line(hint))?;
        }
        self.ask.say(Words::Text(
            "The record only needs your case reference and roles. Change an answer by its number, or leave it as it is.",
        ))
    }

    /// What the record will say, and whether its date can be brought forward.
    fn what_next(&mut self, review: &Review) -> Result<Option<Moves>, Failure> {
        self.heading("What happens next")?;
        let (_, today) = (self.clock)();
        if let Some((Answer::Date(raised), _)) =
            review.session.fact("raised-on").map(|(given, step)| (&given.answer, step))
        {
            let days = review.session.calendar().working_days_between(raised.day, today);
            let days = if days == 1 { "1 working day".to_owned() } else { format!("{days} working days") };
            let words = format!("The concern was first raised on {}: {days} ago.", calendar::long(raised.day));
            self.ask.say(Words::Text(&words))?;
        }
        let strategy = review.session.strategy();
        let due = review.session.due();
        let Next::End(end) = review.session.next() else { return Ok(None) };
        let path = match end {
            End::Waiting(path) => {
                let step = strategy.at(path);
                let label = step.map_or(path.as_str(), |step| step.label.as_str());
                let who = step
                    .and_then(|step| step.wait_for.as_deref())
                    .map(|role| review.session.role_here(role))
                    .unwrap_or_default();
                self.ask.say(Words::Text(&format!("This waits for {who}: {label}.")))?;
                path.clone()
            }
            End::Outcome(place) => {
                let outcome = &strategy.outcomes[*place];
                self.ask.say(Words::Text(&outcome.text))?;
                if let Some(role) = &outcome.handover {
                    let words = format!("It goes to {}. You still hold your part of the plan.", strategy.role(role));
                    self.ask.say(Words::Text(&words))?;
                }
                outcome.id.clone()
            }
            End::Withdrawn(_) => {
                self.ask.say(Words::Text(
                    "The review is withdrawn. The record keeps what was said so far, and why it was withdrawn.",
                ))?;
                return Ok(None);
            }
            End::Elsewhere(..) => {
                self.ask
                    .say(Words::Text("It goes on in another way. The record keeps what was said so far, and why."))?;
                return Ok(None);
            }
        };
        if let DueIs::On(due) = due {
            self.ask.say(Words::Text(&due_words(&due, today)))?;
            let latest = due.extend_to.filter(|latest| *latest > due.day);
            return Ok(Some(Moves { path, due: due.day, sooner: due.day > today, latest }));
        }
        Ok(None)
    }
}

/// The date that the record will give, and how it can be moved.
pub(crate) struct Moves {
    /// The step's path, or the outcome's name.
    path: String,
    due: NaiveDate,
    /// True if it can be brought forward.
    sooner: bool,
    /// The day to which it can be put back, once.
    latest: Option<NaiveDate>,
}

impl Moves {
    fn shown(&self) -> Movable<'_> {
        Movable { path: &self.path, due: self.due, latest: self.latest }
    }
}

/// Whom somebody has told of a risk.
fn told_words(told: &Told) -> String {
    format!(
        "Told: {}, {}. They said: {}",
        short(&told.whom),
        in_short(None, &Answer::Date(told.when)),
        short(&told.said)
    )
}

/// An answer that was kept from an earlier record, and who checked that it still holds.
fn kept(words: &str, record: &str, checked: Option<&str>) -> String {
    let checked = checked.map(|checked| format!("; checked: {}", short(checked))).unwrap_or_default();
    format!("{words} (kept from {}{checked})", record::in_words(record))
}

/// What stands at an event, for whoever has answers beforehand.
fn listed(session: &Session, event: usize) -> Option<Listed> {
    let leg = session.leg_of_events().get(event).copied()?;
    let what = session.events().get(event)?.what.clone();
    let prompt = match &what {
        What::Answer { path, .. } => session.legs().get(leg)?.at(path)?.prompt().cloned(),
        _ => None,
    };
    Some(Listed { what, leg, round: session.round_of(event), prompt })
}

/// What somebody wrote freely in an answer.
fn free_words(answer: &Answer) -> String {
    match answer {
        Answer::Text(words) | Answer::WhyNot(words) => words.clone(),
        Answer::Lines(lines) => lines.join("\n"),
        Answer::People(people) => people.iter().map(Person::words).collect::<Vec<_>>().join("\n"),
        Answer::Actions(actions) => {
            let words = |action: &Action| [&*action.what, &*action.who, &*action.known_by, &*action.if_not].join("\n");
            actions.iter().map(words).collect::<Vec<_>>().join("\n")
        }
        _ => String::new(),
    }
}
