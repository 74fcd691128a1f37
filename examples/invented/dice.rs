//! Dice that fall the same way every time, and words that nobody said.

/// Dice: the same seed, the same falls, on every computer.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// Dice of their own for one thing of many: it falls out the same however many others there are.
    pub fn of(seed: u64, number: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number.wrapping_mul(0xD1B5_4A32_D192_ED03));
        dice.next();
        dice
    }

    /// The mixing of `SplitMix64`.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, of: u64) -> u64 {
        self.next() % of.max(1)
    }

    /// A number from one to another, both of which may come.
    pub fn within(&mut self, least: u64, most: u64) -> u64 {
        least + self.below(most + 1 - least)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, of: u64) -> bool {
        self.below(of) == 0
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, of: u64) -> bool {
        self.below(100) < of
    }

    /// The place of one of so many.
    pub fn place(&mut self, of: usize) -> usize {
        usize::try_from(self.below(of as u64)).unwrap_or(0)
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.place(from.len())]
    }

    /// Eight letters and digits that cannot be mistaken for one another.
    pub fn name(&mut self) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        (0..8).map(|_| char::from(LETTERS[self.place(32)])).collect()
    }

    /// A sentence or several.
    pub fn words(&mut self) -> String {
        let mut words = String::from("Invented:");
        for _ in 0..self.within(1, 4) {
            words.push(' ');
            words.push_str(self.pick(SENTENCES));
        }
        words
    }
}

/// What is said in invented records, whatever is asked.
const SENTENCES: &[&str] = &[
    "the visits have not made the difference that was hoped for.",
    "school sees more tiredness than home does.",
    "the plan asks for a joint visit, and it has not been possible yet.",
    "both agencies want the same thing and differ on the order.",
    "the family said that too many people ring in one week.",
    "the level of need looks higher from here.",
    "mornings are hard, evenings are better.",
    "the last meeting ended without a day for the next one.",
    "what was agreed was done, and it helped a little.",
    "nobody is sure who holds this part of the plan.",
];

/// Agencies that do not exist.
pub const AGENCIES: &[&str] = &[
    "Invented community health",
    "Invented primary school",
    "Invented children's services",
    "Invented police",
    "Invented housing",
    "Invented family support",
];

/// Roles of people who do not exist.
pub const ROLES: &[&str] = &[
    "Health visitor (invented)",
    "School nurse (invented)",
    "Head of year (invented)",
    "Social worker (invented)",
    "Family support worker (invented)",
    "Housing officer (invented)",
];
