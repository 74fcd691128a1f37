//! A stop for safety, and every risk answer but no, is seen at once on any computer.
