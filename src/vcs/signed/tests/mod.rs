//! Real repositories, real keys, and git itself as the oracle.
