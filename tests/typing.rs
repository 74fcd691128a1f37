//! What a tired person types comes out as they meant it, and where it cannot, they are told what to do.
