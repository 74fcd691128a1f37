//! One step of a strategy, put to whoever answers.

use crate::ask::Name;
use crate::ask::Question;
use crate::ask::Words;
use crate::facilitate::room::Instead;
use crate::facilitate::room::Room;
use crate::facilitate::short::in_short;
use crate::prompt::Answer;
use crate::prompt::Kind;
use crate::prompt::Prompt;
use crate::prompt::Reading;
use crate::record;
use crate::review::Review;
use crate::session::Asked;
use crate::session::Offer;
use crate::session::Session;
use crate::session::What;
use crate::strategy::Does;

/// A step as it is put, freed from the session that it comes from.
pub(crate) struct Put {
    does: Does,
    path: String,
    leg: usize,
    round: usize,
    nth: Option<(usize, String)>,
    waits: bool,
    pub(crate) fact: Option<&'static str>,
    asks_agency: bool,
}

impl Put {
    pub(crate) fn of(session: &Session, asked: &Asked<'_>) -> (Self, Vec<Offer>) {
        let put = Self {
            does: asked.step.does.clone(),
            path: session.path(),
            leg: session.legs().len() - 1,
            round: asked.round,
            nth: asked.nth.clone(),
            waits: asked.step.wait_for.is_some(),
            fact: asked.step.fact.map(|fact| fact.name),
            asks_agency: asked.step.asks_agency(),
        };
        (put, asked.offers.clone())
    }
}

impl Room<'_> {
    /// Puts a step, with what is known of its answer.
    pub(crate) fn step(&mut self, review: &mut Review, put: &Put, offers: &[Offer]) -> Result<(), Instead> {
        let path = put.path.clone();
        let nth = put.nth.as_ref().map(|(nth, _)| *nth);
        let answer = |answer, from| What::Answer { path: path.clone(), nth, answer, on: None, from };
        let prompt = match &put.does {
            Does::Ask(prompt) if put.asks_agency && !self.settings.agencies.is_empty() => {
                &with_agencies(prompt, &self.settings.agencies)
            }
            Does::Ask(prompt) => prompt,
            // It has been said and done already, when it was asked whether it has happened.
            Does::Say(_) if put.waits => return Ok(self.happened(review, answer(Answer::Done, None))?),
            Does::Say(words) => {
                self.ask.say(Words::Text(words))?;
                let mut prompt = Prompt::own("Press Enter to go on", "Go on", Kind::Line);
                prompt.optional = true;
                self.own(review, Name::GoOn { leg: put.leg, path: &put.path, round: put.round }, &prompt, None)?;
                return Ok(self.happened(review, answer(Answer::Done, None))?);
            }
            // A session never stands at a step that runs another strategy: it stands inside it.
            Does::Run(_) => return Ok(()),
        };
        if offers.len() > 1
            && let Some(offer) = self.which(review, prompt, offers)?
        {
            let from = self.origin(review, put, &offer.answer)?;
            return self.given(review, answer(offer.answer.clone(), from));
        }
        let offer = offers.first().filter(|_| offers.len() == 1);
        self.say_since(offer)?;
        let name = Name::Step { leg: put.leg, path: &put.path, round: put.round, nth };
        let of = put.nth.as_ref().map(|(_, of)| of.as_str());
        let now = offer.map(|offer| &offer.answer);
        let reading = Reading { today: self.today(), calendar: review.session.calendar() };
        let given = self.put(review, &Question { name, prompt, of, now, reading })?;
        if let (Answer::Date(day), Some(fact)) = (&given, put.fact) {
            // Every day that is a fact is one on which something has happened.
            if day.day > self.day(review) {
                self.ask.say(Words::Refusal(&prompt.refused(&Self::too_late(review))))?;
                return Ok(());
            }
            // The child's view may well be older than the concern.
            if !["raised-on", "childs-view-on"].contains(&fact) {
                self.early(review, day.day)?;
            }
        }
        let from = self.origin(review, put, &given)?;
        self.given(review, answer(given, from))
    }

    /// Records of the case that were written on the same day, unknown to each other, disagree: which still stands?
    pub(crate) fn which<'a>(
        &mut self,
        review: &Review,
        of: &Prompt,
        offers: &'a [Offer],
    ) -> Result<Option<&'a Offer>, Instead> {
        let each = |offer: &Offer| format!("{}: {}", record::in_words(&offer.from), in_short(Some(of), &offer.answer));
        let labels: Vec<(String, String)> =
            offers.iter().enumerate().map(|(place, offer)| ((place + 1).to_string(), each(offer))).collect();
        let mut options: Vec<(&str, &str)> = labels.iter().map(|(id, label)| (id.as_str(), label.as_str())).collect();
        options.push(("neither", "Neither: I will answer it again"));
        self.ask.say(Words::Text("Records of this case from the same day say different things here."))?;
        let ask = format!("{} Which answer still stands?", of.ask);
        let prompt = Prompt::own(&ask, "Which still stands", Kind::Choice).options(&options);
        Ok(match self.own(review, Name::Which, &prompt, None)? {
            Answer::Choice(id) => id.parse::<usize>().ok().and_then(|number| offers.get(number - 1)),
            _ => None,
        })
    }

    /// What is the review about?
    pub(crate) fn about(&mut self, review: &mut Review, may: &[String]) -> Result<(), Instead> {
        let options: Vec<(&str, &str)> = may.iter().map(|about| (about.as_str(), about_words(about))).collect();
        let prompt = Prompt::own("Is it about one child, or about a family?", "About", Kind::Choice).options(&options);
        match self.own(review, Name::About, &prompt, None)? {
            Answer::Choice(about) => self.given(review, What::About(about)),
            _ => Ok(()),
        }
    }
}

/// The same prompt with the team's own list of agencies, so that each is written in one way.
fn with_agencies(prompt: &Prompt, agencies: &[String]) -> Prompt {
    let before = prompt.hint.as_ref().map(|hint| format!("{hint}. ")).unwrap_or_default();
    prompt
        .clone()
        .hint(&format!("{before}{}", format_args!("From your team: agencies here are {}", agencies.join(", "))))
}

/// What a review is about, in words.
pub(crate) fn about_words(about: &str) -> &str {
    match about {
        "child" => "One child",
        "family" => "A family",
        _ => "How services work together, and no one child",
    }
}
