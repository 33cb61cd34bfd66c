/**
 * Which frame is on screen: the last one whose PTS is at most this much later than the asked media time. WebM stores
 * whole milliseconds, so that a frame's PTS may stand up to half of one after its true time. Player and export ask the
 * same way: what is seen at a moment is what a cut there begins with.
 */
export const FRAME_TOLERANCE_US = 500
