//! Bits, as many words of them as one strategy needs.

/// A set of bits, some of which stand beside each other and are read as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Bits<const N: usize>([u64; N]);

/// Bits beside each other in one word, read as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) first: usize,
    pub(crate) width: usize,
}

impl<const N: usize> Bits<N> {
    pub(crate) const NONE: Self = Self([0; N]);

    /// These bits and no others.
    pub(crate) fn of(bits: impl IntoIterator<Item = usize>) -> Self {
        let mut all = Self::NONE;
        for bit in bits {
            all.0[bit / 64] |= 1 << (bit % 64);
        }
        all
    }

    /// Bits that were gathered before their number was known.
    pub(crate) fn of_words(words: &[u64]) -> Self {
        let mut all = Self::NONE;
        for (to, from) in all.0.iter_mut().zip(words) {
            *to = *from;
        }
        all
    }

    pub(crate) fn has(&self, bit: usize) -> bool {
        (self.0[bit / 64] >> (bit % 64)) & 1 == 1
    }

    pub(crate) fn and(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own &= other);
        self
    }

    pub(crate) fn or(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own |= other);
        self
    }

    pub(crate) fn without(mut self, other: &Self) -> Self {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own &= !other);
        self
    }

    pub(crate) fn number(&self, field: Field) -> u64 {
        (self.0[field.first / 64] >> (field.first % 64)) & ((1 << field.width) - 1)
    }

    /// The same bits with one more in a number, which must have room for it.
    pub(crate) fn one_more(mut self, field: Field) -> Self {
        self.0[field.first / 64] += 1 << (field.first % 64);
        self
    }

    /// A number that is nearly always different for different bits at different places.
    pub(crate) fn hash(&self, place: u32) -> u64 {
        const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
        let mut hash = u64::from(place).wrapping_mul(MIX);
        for word in self.0 {
            hash = (hash.rotate_left(29) ^ word).wrapping_mul(MIX);
            hash ^= hash >> 32;
        }
        hash.wrapping_mul(MIX) >> 20
    }
}
