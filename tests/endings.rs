//! What every ending and every wait leaves behind: nobody agrees to differ while a child may be at risk.
