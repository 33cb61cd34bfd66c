/**
 * Raised when reading, probing or forming gives other rows for the same bytes: the next ingest then reads every
 * object anew. Corrections and annotations are not touched by that.
 */
export const HANDLER_VERSION = 2
