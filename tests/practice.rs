//! Practice stays practice.
