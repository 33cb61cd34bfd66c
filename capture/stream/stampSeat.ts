/**
 * Keeps libwebrtc's stamps of pictures true. It translates the times it is given by a smoothed offset and lets no stamp lie
 * ahead of now (rtc_base/timestamp_aligner.cc): by what its first pictures come late, and by a share of each later stall,
 * all pictures after them are stamped early, for good (measured: 25 to 57 ms on a busy machine). A jump of more than 300 ms
 * sets the offset anew, from that one picture. So its arithmetic is followed here, and where it has gone wrong, times are
 * shifted by a second at a picture that is handed over on time.
 */
const SHIFT_US = 1_000_000
const RESET_US = 300_000
const WINDOW = 100
/** A stamp that is so far off is mended, … */
const MOST_WRONG_US = 1500
/** … at a picture that is no later than this, … */
const ON_TIME_US = 1000
/** … and not at each picture of a machine that is always late. */
const REST_US = 500_000

export class StampSeat {
  private shiftUs = 0
  private seatedUs = Number.NEGATIVE_INFINITY
  private offsetUs = 0
  private seen = 0
  private biasUs = 0
  private wrongUs = 0

  /** The time to give for a picture of `dueUs` that is handed over at `nowUs`, both µs of one monotonic clock. */
  stamp(dueUs: number, nowUs: number): number {
    const isRested = dueUs - this.seatedUs >= REST_US
    if (Math.abs(this.wrongUs) > MOST_WRONG_US && nowUs - dueUs <= ON_TIME_US && isRested) {
      this.shiftUs += SHIFT_US
      this.seatedUs = dueUs
    }
    const givenUs = dueUs + this.shiftUs
    this.wrongUs = this.translate(givenUs, nowUs) - dueUs
    return givenUs
  }

  /** What libwebrtc makes of it. */
  private translate(givenUs: number, nowUs: number): number {
    const errorUs = nowUs - givenUs - this.offsetUs
    if (this.seen === 0 || Math.abs(errorUs) > RESET_US) {
      this.seen = 0
      this.biasUs = 0
    }
    this.seen = Math.min(WINDOW, this.seen + 1)
    this.offsetUs += errorUs / this.seen
    const filteredUs = givenUs + this.offsetUs - this.biasUs
    this.biasUs += Math.max(0, filteredUs - nowUs)
    return Math.min(filteredUs, nowUs)
  }
}
