//! A child who may be at risk comes first in every audit, at every size and through every pipe.
