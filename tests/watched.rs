//! What keeps the child safe is asked before every wait and every ending.
