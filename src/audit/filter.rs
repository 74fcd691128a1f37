//! Which cases and which needs are asked for.

use chrono::NaiveDate;

use crate::audit::Case;
use crate::audit::Ladder;
use crate::audit::Need;
use crate::audit::READER;
use crate::audit::Stay;
use crate::audit::Why;
use crate::audit::is_same_role;
use crate::records::ToldRisk;

/// What is asked for. What is left empty leaves nothing out.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// This case, under any of its references.
    pub case: Option<String>,
    /// Cases that have been under this strategy.
    pub strategy: Option<String>,
    /// Cases with a record of this outcome, or kind of outcome.
    pub outcome: Option<String>,
    /// Cases in which this agency raised it or sees it differently.
    pub agency: Option<String>,
    /// Cases about this.
    pub category: Option<String>,
    /// What ended from this day on, or began, if it has not ended.
    pub from: Option<NaiveDate>,
    /// What ended up to this day, or began, if it has not ended.
    pub to: Option<NaiveDate>,
    /// Only dates that are past.
    pub overdue: bool,
    /// Only dates that are past or come by this day.
    pub due_by: Option<NaiveDate>,
    /// Only what waits for this role, by its name or in words.
    pub waiting_on: Option<String>,
}

/// The same but for capital letters.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Something asked for that nothing here knows: more likely a slip than a good day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// The flag behind which it stood, without its dashes.
    pub flag: &'static str,
    /// What would be known: as strategies name it, and agencies as records do.
    pub known: Vec<String>,
}

impl Filter {
    /// The first thing asked for that no record and no strategy here knows. Where there are no records, all may be.
    pub fn unknown(&self, cases: &[Case<'_>], stops: &[ToldRisk], ladder: &Ladder) -> Option<Unknown> {
        let heads = || cases.iter().flat_map(|case| &case.reviews).flat_map(|review| &review.parts).copied();
        let unknown = |flag, is_known: bool, known: &dyn Fn() -> Vec<String>| {
            let mut known = if is_known { return None } else { known() };
            known.sort_unstable();
            known.dedup();
            Some(Unknown { flag, known })
        };
        let any = |is: &dyn Fn(&Case<'_>) -> bool| cases.iter().any(is);
        let none = || Vec::new();
        let strategy = self.strategy.as_deref().and_then(|id| {
            let is_known = ladder.sketch(id).is_some() || any(&|case| case.stays.iter().any(|it| it.strategy == id));
            unknown("strategy", is_known, &|| ladder.sketches().map(|sketch| sketch.id.clone()).collect())
        });
        let outcome = self.outcome.as_deref().and_then(|name| {
            let ends = || ladder.sketches().flat_map(|sketch| &sketch.ends);
            let kinds = ["resolved", "review", "handover", "stopped"];
            let in_records = heads().any(|head| head.outcome.as_ref().is_some_and(|its| *its.id == *name));
            let is_known = kinds.contains(&name) || ends().any(|end| end.id == name) || in_records;
            unknown("outcome", is_known, &|| kinds.map(str::to_owned).to_vec())
        });
        let bare = |only: Self| any(&|case| only.takes(case));
        let agency = self.agency.as_ref().and_then(|_| {
            let only = Self { agency: self.agency.clone(), ..Self::default() };
            let named =
                |case: &Case<'_>| ["raiser-agency", "other-agency"].map(|fact| case.fact(fact).map(str::to_owned));
            unknown("agency", bare(only), &|| cases.iter().flat_map(named).flatten().collect())
        });
        let category = self.category.as_deref().and_then(|wanted| {
            let only = Self { category: self.category.clone(), ..Self::default() };
            let in_records = || heads().filter_map(|head| head.fact("category")).flat_map(|words| words.split(", "));
            let is_known = ladder.options("category").any(|its| same(its, wanted));
            let known = || ladder.options("category").chain(in_records()).map(str::to_owned).collect();
            unknown("category", is_known || bare(only), &known)
        });
        let case = self.case.as_ref().and_then(|reference| {
            let stopped = stops.iter().flat_map(ToldRisk::cases).any(|its| same(its, reference));
            unknown("case", stopped || any(&|case| case.goes_by(reference)), &none)
        });
        let waiting_on = self.waiting_on.as_deref().and_then(|role| {
            let turns = || heads().flat_map(|head| head.waiting.iter().chain(&head.handover));
            let mut waited = turns().flat_map(|turn| [&*turn.role, &*turn.who]);
            let roles = || ladder.sketches().flat_map(|sketch| &sketch.roles);
            let mut named = roles().flat_map(|(id, words)| [id.as_str(), words.as_str()]);
            let ours = [READER, "you to look again", "everyone who agreed to it"];
            let same = |known: &str| is_same_role(known, role);
            let is_known = waited.any(same) || named.any(same) || ours.into_iter().any(same);
            unknown("waiting-on", is_known, &|| roles().map(|(id, _)| id.clone()).collect())
        });
        let all = [case, strategy, outcome, agency, category, waiting_on];
        all.into_iter().flatten().next().filter(|_| !cases.is_empty())
    }

    /// True for a case that is asked for, at whatever time.
    pub fn takes(&self, case: &Case<'_>) -> bool {
        let asked = |wanted: &Option<String>, is: &dyn Fn(&str) -> bool| wanted.as_deref().is_none_or(is);
        let heads = case.reviews.iter().flat_map(|review| &review.parts).copied();
        let fact = |name: &str, wanted: &str| case.fact(name).is_some_and(|word| same(word, wanted));
        asked(&self.strategy, &|id| case.stays.iter().any(|stay| stay.strategy == id))
            && asked(&self.agency, &|agency| fact("raiser-agency", agency) || fact("other-agency", agency))
            && asked(&self.category, &|category| {
                case.fact("category").is_some_and(|words| words.split(", ").any(|word| same(word, category)))
            })
            && asked(&self.case, &|reference| case.goes_by(reference))
            && asked(&self.outcome, &|outcome| {
                heads
                    .clone()
                    .any(|head| head.outcome.as_ref().is_some_and(|its| *its.id == *outcome || *its.kind == *outcome))
            })
    }

    /// True for a stop or a risk answer of a case that is asked for, under any of its references. Of a case without a record here, only
    /// its reference is known.
    pub fn takes_stop(&self, stop: &ToldRisk, cases: &[Case<'_>]) -> bool {
        let takes = |its: &str| match cases.iter().find(|case| case.goes_by(its)) {
            Some(case) => self.takes(case),
            None => self.case.as_deref().is_none_or(|wanted| same(its, wanted)),
        };
        let references = stop.cases();
        if references.is_empty() { self.case.is_none() } else { references.into_iter().any(takes) }
    }

    /// True for a case with a stay in the time that is asked for.
    pub fn takes_time(&self, case: &Case<'_>) -> bool {
        self.from.is_none() && self.to.is_none() || case.stays.iter().any(|stay| self.takes_stay(stay))
    }

    /// True for a stay in the time that is asked for: by the day on which it ended, or began if it has not.
    pub fn takes_stay(&self, stay: &Stay<'_>) -> bool {
        self.takes_day(stay.end.on().unwrap_or(stay.began))
    }

    /// True for a day in the time that is asked for.
    pub fn takes_day(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// True if some cases or some needs are left out.
    pub fn is_narrow(&self) -> bool {
        let words = [&self.case, &self.strategy, &self.outcome, &self.agency, &self.category, &self.waiting_on];
        let days = [self.from, self.to, self.due_by];
        self.overdue || words.iter().any(|word| word.is_some()) || days.iter().any(Option::is_some)
    }

    /// True for a need that is asked for. Where a child may be at risk, it is, whatever is asked of the case.
    pub fn takes_need(&self, need: &Need<'_>) -> bool {
        let dated = matches!(need.why, Why::Late | Why::Soon);
        let waits = |role: &str| is_same_role(need.role, role) || is_same_role(need.who, role);
        need.is_at_risk()
            || (!self.overdue || need.why == Why::Late)
                && self.due_by.is_none_or(|by| dated && need.day <= by)
                && self.waiting_on.as_deref().is_none_or(waits)
    }
}
