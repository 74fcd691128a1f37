//! The three parts of the United Kingdom for which bank holidays are published.

use serde::Deserialize;
use serde::Serialize;
/// A part of the United Kingdom with bank holidays of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Division {
    /// England and Wales, which share one list.
    EnglandAndWales,
    /// Scotland: 2 January and St Andrew's Day, and no Easter Monday.
    Scotland,
    /// Northern Ireland: St Patrick's Day and 12 July.
    NorthernIreland,
}

impl Division {
    /// Every division, in the order in which GOV.UK lists them.
    pub const ALL: [Self; 3] = [Self::EnglandAndWales, Self::Scotland, Self::NorthernIreland];

    /// The name that GOV.UK, settings and records use.
    pub fn name(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }

    /// The division with that name, written exactly as [`Division::name`] gives it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|division| division.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_division_is_found_by_its_own_name_only() {
        for division in Division::ALL {
            assert_eq!(Division::named(division.name()), Some(division));
        }
        assert_eq!(Division::named("wales"), None);
        assert_eq!(Division::named("Scotland"), None);
    }
}
