//! One value that says everything an audit found. Every format is a function of it.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::collections::HashSet;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::audit::Branches;
use crate::audit::By;
use crate::audit::Case;
use crate::audit::Compared;
use crate::audit::End;
use crate::audit::Filter;
use crate::audit::Folder;
use crate::audit::Ladder;
use crate::audit::Last;
use crate::audit::Measure;
use crate::audit::Need;
use crate::audit::READER;
use crate::audit::Review;
use crate::audit::Seen;
use crate::audit::TOGETHER;
use crate::audit::Totals;
use crate::audit::Unknown;
use crate::audit::Ways;
use crate::audit::Why;
use crate::audit::cases;
use crate::audit::compared;
use crate::audit::groups;
use crate::audit::hide;
use crate::audit::in_order;
use crate::audit::is_same_role;
use crate::audit::measures;
use crate::audit::needs;
use crate::audit::ways;
use crate::calendar::Calendar;
use crate::record::Brief;
use crate::records::Promised;
use crate::records::ToldRisk;
use crate::records::Unread;
use crate::records::promised_of;
use crate::strategy::Place;

/// How the reference of an invented case begins. What is made of such records says that they are invented.
pub const INVENTED: &str = "INVENTED-";

/// What is asked of an audit.
#[derive(Debug, Clone)]
pub struct Question {
    /// The day from which it is seen.
    pub today: NaiveDate,
    /// The last day that is soon.
    pub soon: NaiveDate,
    /// Which cases.
    pub filter: Filter,
    /// The groups of the figures, if they are put into groups.
    pub by: Option<By>,
    /// Two times to hold against each other, each from a day to a day.
    pub compared: Option<[(NaiveDate, NaiveDate); 2]>,
    /// The reader's own role, if it is known.
    pub role: Option<String>,
    /// What the reader's last audit of these folders found, on an earlier day.
    pub last: Option<Last>,
    /// How many records that were seen before are gone or changed.
    pub lost: usize,
    /// The names of those that are a stop for safety or an answer about risk.
    pub risks_gone: Vec<String>,
}

/// A case that was settled early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thanks<'a> {
    /// The case.
    pub case: &'a str,
    /// The strategy that settled it, its first.
    pub strategy: &'a str,
    /// When.
    pub on: NaiveDate,
    /// Within how many working days.
    pub days: i64,
    /// The role and the agency that raised it, as far as a record says.
    pub by: Vec<&'a str>,
}

/// On whom open dates wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turns<'a> {
    /// The role in words.
    pub who: &'a str,
    /// How many dates are past.
    pub past: usize,
    /// How many come soon.
    pub soon: usize,
    /// The most working days that one is past its date.
    pub longest: i64,
}

/// What an audit found.
#[derive(Debug)]
pub struct Report<'a> {
    /// The day from which it is seen.
    pub today: NaiveDate,
    /// What was asked for.
    pub filter: &'a Filter,
    /// The first thing asked for that no record and no strategy here knows.
    pub unknown: Option<Unknown>,
    /// By what the figures are put into groups.
    pub by: Option<By>,
    /// The role for which it was made.
    pub reader: &'a str,
    /// True if a case in it is invented.
    pub invented: bool,
    /// True if all of it was held to practise.
    pub is_practice: bool,
    /// How many files of each class there are.
    pub totals: Totals,
    /// Files that are records by their names and do not count.
    pub unread: &'a [(PathBuf, Unread)],
    /// How many records of all say that their day was given in place of the clock.
    pub given_of_all: usize,
    /// How many of those that are asked for say so.
    pub given: usize,
    /// How many records are of later days than the one as of which it is seen.
    pub later: usize,
    /// How many records that were seen before are gone or changed.
    pub lost: usize,
    /// The names of those that are a stop for safety or an answer about risk; for a meeting, each without its name.
    pub risks_gone: Vec<String>,
    /// True if cases have numbers in the place of references.
    pub anonymous: bool,
    /// The day of the reader's last audit of these folders before today.
    pub last: Option<NaiveDate>,
    /// Cases that their first strategy settled lately, newest first.
    pub thanks: Vec<Thanks<'a>>,
    /// Ends of strategies to which no record here came: the strategy, and the outcome.
    pub never: Vec<(&'a str, &'a str)>,
    /// Which strategy hands over to which.
    pub ladder: &'a Ladder,
    /// Every record that stands of the cases that are asked for.
    pub heads: Vec<&'a Brief>,
    /// Records that have been corrected and do not count, each with the one that stands in its place and does.
    pub corrected: Vec<(&'a str, &'a str)>,
    /// What needs somebody, most urgent first.
    pub needs: Vec<Need<'a>>,
    /// In how many cases that are not asked for a child may be at risk: whoever asks for some cases hears of the others.
    pub at_risk_elsewhere: usize,
    /// Every date that is open, past or to come, however far.
    pub dates: Vec<Need<'a>>,
    /// On whom the dates among them wait, those with most of them first.
    pub turns: Vec<Turns<'a>>,
    /// The figures of each group; under the empty name, those of all.
    pub figures: BTreeMap<String, Vec<Measure>>,
    /// Two times held against each other, if that was asked for.
    pub compared: Option<Compared>,
    /// Ways on that nobody took, if that was asked for: whoever draws it reads whole records for it.
    pub branches: Option<Branches>,
}

impl<'a> Report<'a> {
    /// Where a child may be at risk, what cannot wait first.
    pub fn at_risk(&self) -> impl Iterator<Item = &Need<'a>> {
        self.needs.iter().filter(|need| need.is_at_risk())
    }
}

/// A strategy that has come to an end so many times has shown its ends; a step that was answered so often, its ways on.
pub const OFTEN: usize = 20;
/// So many working days back is lately.
const LATELY: u32 = 20;

/// The manager's notes on a case but for the newest: whoever has noted it again has looked at it again.
fn overtaken<'a>(case: &Case<'a>, ladder: &Ladder) -> Vec<&'a str> {
    let notes = case.reviews.iter().filter(|review| ladder.place(review.strategy()) == Place::Beside);
    let mut notes: Vec<&str> = notes.flat_map(|review| &review.parts).map(|head| &*head.sha256).collect();
    notes.pop();
    notes
}

/// Every promised date that counts, by the digest of its record.
fn promises<'a>(folder: &'a Folder, cases: &[Case<'a>], ladder: &Ladder) -> HashMap<&'a str, Promised<'a, Brief>> {
    let mut promises: HashMap<&str, Promised<'_, Brief>> =
        promised_of(&folder.briefs).into_iter().map(|promised| (promised.sha256, promised)).collect();
    for sha256 in cases.iter().flat_map(|case| overtaken(case, ladder)) {
        promises.remove(sha256);
    }
    promises
}

/// Hands everything in a folder that says that a child may be at risk to whoever draws it.
pub fn at_risk<T>(
    folder: &Folder,
    calendar: &Calendar,
    ladder: &Ladder,
    today: NaiveDate,
    told: &[ToldRisk],
    draw: impl FnOnce(&[Need<'_>]) -> T,
) -> T {
    let all = cases(&folder.briefs, ladder);
    let promises = promises(folder, &all, ladder);
    let seen = Seen { today, soon: today, calendar, reader: READER, ladder, told, promised: &promises };
    let stops: Vec<&ToldRisk> = told.iter().collect();
    let mut needs = needs(&all.iter().collect::<Vec<_>>(), &stops, seen);
    needs.retain(Need::is_at_risk);
    draw(&needs)
}

/// In how many cases that are not asked for a child may be at risk.
fn at_risk_elsewhere<'a>(all: &'a [Case<'a>], stops: &'a [ToldRisk], filter: &Filter, seen: Seen<'a>) -> usize {
    let others: Vec<&Case<'_>> = all.iter().filter(|case| !(filter.takes(case) && filter.takes_time(case))).collect();
    let open = stops.iter().filter(|stop| stop.is_open());
    let its_stops: Vec<&ToldRisk> = open.filter(|stop| !filter.takes_stop(stop, all)).collect();
    if others.is_empty() && its_stops.is_empty() {
        return 0;
    }
    let needs = needs(&others, &its_stops, seen);
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        needs.iter().filter(|need| need.is_at_risk()).map(|need| need.case).partition(|case| !case.is_empty());
    known.into_iter().collect::<HashSet<_>>().len() + unknown.len()
}

/// The reader's own role, if records wait for it; otherwise the role for which audits are made.
fn reader<'a>(question: &'a Question, folder: &Folder) -> &'a str {
    let turns = || folder.briefs.iter().flat_map(|it| it.waiting.iter().chain(&it.handover));
    let own = question.role.as_deref();
    let waits = |own: &&str| turns().any(|turn| is_same_role(&turn.role, own) || is_same_role(&turn.who, own));
    own.filter(waits).unwrap_or(READER)
}

/// Cases that their first strategy settled in this time.
fn thanks<'a>(cases: &[&Case<'a>], question: &Question, calendar: &Calendar, ladder: &Ladder) -> Vec<Thanks<'a>> {
    let since = calendar.working_days_before(question.today, LATELY);
    let settled = |case: &&Case<'a>| {
        let first = case.stays.first().filter(|stay| !ladder.is_late(stay.strategy))?;
        let End::Settled(on) = first.end else { return None };
        let days = calendar.working_days_between(first.began, on);
        let in_time = question.filter.takes_day(on) && (since <= on || question.filter.from.is_some());
        let by = ["raiser-role", "raiser-agency"].into_iter().filter_map(|fact| case.fact(fact)).collect();
        in_time.then_some(Thanks { case: case.name, strategy: first.strategy, on, days, by })
    };
    let mut all: Vec<Thanks<'a>> = cases.iter().filter_map(settled).collect();
    all.sort_by(|a, b| (b.on, a.case).cmp(&(a.on, b.case)));
    all
}

/// On whom the dates among these needs wait, those with most of them first.
fn turns<'a>(needs: &[Need<'a>]) -> Vec<Turns<'a>> {
    let mut all: BTreeMap<&str, Turns<'a>> = BTreeMap::new();
    for need in needs {
        // Two strategies may put one role into different words.
        let role = if need.role.is_empty() { need.who } else { need.role };
        let turns = all.entry(role).or_insert(Turns { who: need.who, past: 0, soon: 0, longest: 0 });
        match need.why {
            Why::Late => turns.past += 1,
            Why::Soon => turns.soon += 1,
            _ => continue,
        }
        turns.longest = turns.longest.max(need.days);
    }
    let mut all: Vec<Turns<'a>> = all.into_values().filter(|turns| turns.past + turns.soon > 0).collect();
    all.sort_by_key(|turns| (usize::MAX - turns.past, usize::MAX - turns.soon));
    all
}

/// Of each strategy that has often come to an end here, the ends to which it never came.
fn never<'a>(cases: &[&Case<'a>], ladder: &'a Ladder) -> Vec<(&'a str, &'a str)> {
    let mut came: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for head in cases.iter().flat_map(|case| &case.reviews).map(Review::last) {
        if let Some(outcome) = &head.outcome {
            came.entry(&head.strategy).or_default().push(&outcome.id);
        }
    }
    let often = came.iter().filter(|(_, ends)| ends.len() >= OFTEN);
    let sketches = often.filter_map(|(id, ends)| Some((ladder.sketch(id)?, ends)));
    let unused = sketches.flat_map(|(sketch, ends)| {
        let never = sketch.ends.iter().filter(|end| !ends.contains(&end.id.as_str()));
        never.map(|end| (sketch.id.as_str(), end.id.as_str()))
    });
    unused.collect()
}

/// Audits a folder, and hands what it found to whoever draws it.
pub fn audit<T>(
    folder: &Folder,
    stops: &[ToldRisk],
    calendar: &Calendar,
    ladder: &Ladder,
    question: &Question,
    draw: impl FnOnce(&mut Report<'_>) -> T,
) -> T {
    let all = cases(&folder.briefs, ladder);
    let promises = promises(folder, &all, ladder);
    let reader = reader(question, folder);
    let seen =
        Seen { today: question.today, soon: question.soon, calendar, reader, ladder, told: stops, promised: &promises };
    let filter = &question.filter;
    let asked: Vec<&Case<'_>> = all.iter().filter(|case| filter.takes(case)).collect();
    let in_time: Vec<&Case<'_>> = asked.iter().copied().filter(|case| filter.takes_time(case)).collect();
    let its_stops: Vec<&ToldRisk> = stops.iter().filter(|stop| filter.takes_stop(stop, &all)).collect();
    let mut needs = needs(&in_time, &its_stops, Seen { soon: NaiveDate::MAX, ..seen });
    needs.retain(|need| filter.takes_need(need));
    if folder.anonymous {
        // For a meeting, no time and no place stands beside a case.
        for need in &mut needs {
            need.small = None;
        }
    }
    let dates = needs.iter().filter(|need| matches!(need.why, Why::Late | Why::Soon)).cloned().collect();
    needs.retain(|need| need.why != Why::Soon || need.day <= question.soon);
    if let Some(last) = &question.last {
        for need in &mut needs {
            need.new = !last.needs.contains(&need.key());
        }
        in_order(&mut needs);
    }
    let heads: Vec<&Brief> =
        asked.iter().flat_map(|case| &case.reviews).flat_map(|review| &review.parts).copied().collect();
    // Whoever asks for one agency must not see more of it than in the figures by agency.
    let others: Vec<&Case<'_>> = match &filter.agency {
        None => Vec::new(),
        Some(_) => {
            let of_any = Filter { agency: None, ..filter.clone() };
            all.iter().filter(|case| of_any.takes(case) && !filter.takes(case)).collect()
        }
    };
    let shown = |filter: &Filter, ways: &Ways<'_>, its: Vec<Measure>| {
        if filter.agency.is_none() {
            return its;
        }
        let both: Vec<&Case<'_>> = asked.iter().chain(&others).copied().collect();
        let [both, others] = [&both, &others].map(|cases| measures(cases, filter, seen, ways));
        let mut two = [its, others];
        hide(&both, &mut two);
        let [its, _] = two;
        its
    };
    let ways = ways(&in_time, seen);
    let of_all = shown(filter, &ways, measures(&asked, filter, seen, &ways));
    let mut figures = BTreeMap::new();
    if let Some(by) = question.by {
        let groups = groups(&asked, by, TOGETHER);
        let mut its: Vec<Vec<Measure>> = groups.values().map(|cases| measures(cases, filter, seen, &ways)).collect();
        if by == By::Agencies || filter.agency.is_some() {
            hide(&of_all, &mut its);
        }
        figures.extend(groups.into_keys().zip(its));
    }
    figures.insert(String::new(), of_all);
    let compared = question.compared.map(|times| compared(&asked, times, filter, seen, shown));
    let here: HashSet<&str> = heads.iter().map(|head| &*head.record).collect();
    draw(&mut Report {
        today: question.today,
        filter,
        unknown: filter.unknown(&all, stops, ladder),
        by: question.by,
        reader,
        invented: folder.invented,
        is_practice: folder.is_practice,
        totals: folder.totals(),
        unread: &folder.unread,
        given_of_all: folder.briefs.iter().filter(|brief| brief.date_given).count(),
        later: folder.later,
        lost: question.lost,
        risks_gone: question
            .risks_gone
            .iter()
            .map(|name| if folder.anonymous { String::new() } else { name.clone() })
            .collect(),
        anonymous: folder.anonymous,
        given: heads.iter().filter(|head| head.date_given).count(),
        last: question.last.as_ref().map(|last| last.on),
        corrected: folder
            .corrected
            .iter()
            .filter(|(_, instead)| here.contains(&**instead))
            .map(|(was, is)| (&**was, &**is))
            .collect(),
        thanks: thanks(&asked, question, calendar, ladder),
        never: never(&in_time, ladder),
        ladder,
        heads,
        turns: turns(&needs),
        needs,
        at_risk_elsewhere: at_risk_elsewhere(&all, stops, filter, seen),
        dates,
        figures,
        compared,
        branches: None,
    })
}
