/** Which states of an egress are no end. */

/** Statuses of an EgressInfo whose files still grow. */
const RUNNING = /^EGRESS_(STARTING|ACTIVE|ENDING)$/

export const isRunning = (status: string | undefined): boolean => status !== undefined && RUNNING.test(status)
