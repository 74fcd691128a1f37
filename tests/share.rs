//! Whatever lies in a shared folder is input: it switches nothing off and forges nothing.
