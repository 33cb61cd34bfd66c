/**
 * What every recording leans on: room on the disk of the state folder, and a clock that agrees with LiveKit's. Looked at
 * now and then, so that both are said before anything is lost by them.
 */
import { captureError } from '../model/problems.ts'
import { readStorageTrouble, type StorageTrouble } from './storageTroubles.ts'

/** Ten people for about two hours. */
export const LEAST_FREE_BYTES = 1 << 30
const MOST_APART_MS = 1000
/** A Date header (RFC 9110, section 6.6.1) is cut to whole seconds. */
const HEADER_MS = 1000

export interface DiskSpace {
  readonly bavail: number
  readonly bsize: number
}

/** Undefined where there is room, or where the system cannot say. */
export async function findDiskTrouble(
  folder: string,
  statfs: (path: string) => Promise<DiskSpace>,
): Promise<StorageTrouble | undefined> {
  const space = await statfs(folder).catch(() => undefined)
  if (!space) return undefined
  const freeBytes = space.bavail * space.bsize
  if (freeBytes >= LEAST_FREE_BYTES) return undefined
  const freeMb = Math.floor(freeBytes / 1e6)
  return readStorageTrouble(
    captureError(
      'disk_full',
      `the disk of ${folder} has ${freeMb} MB left; ten people record about 1 GB in two hours`,
    ),
  )
}

/** Our clock less the server's in ms, as far as it is beyond doubt: 0 where both may say the same. */
export function compareClocks(dateHeader: string, asked: { sentMs: number; answeredMs: number }): number {
  const fromMs = Date.parse(dateHeader)
  if (Number.isNaN(fromMs)) return 0
  if (asked.sentMs > fromMs + HEADER_MS) return asked.sentMs - fromMs - HEADER_MS
  return asked.answeredMs < fromMs ? asked.answeredMs - fromMs : 0
}

/** A message where the two clocks differ by over a second for certain; undefined where the server does not say. */
export async function findClockTrouble(
  livekitUrl: string,
  { fetch, nowMs }: { fetch: typeof globalThis.fetch; nowMs: () => number },
): Promise<{ readonly message: string | undefined } | undefined> {
  const url = livekitUrl.replace(/^ws/, 'http')
  const sentMs = nowMs()
  const answer = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch(() => undefined)
  const answeredMs = nowMs()
  await answer?.body?.cancel()
  const header = answer?.headers.get('date')
  if (!header) return undefined
  const aheadMs = compareClocks(header, { sentMs, answeredMs })
  if (Math.abs(aheadMs) <= MOST_APART_MS) return { message: undefined }
  const where = new URL(url).host
  const which = aheadMs > 0 ? 'ahead of' : 'behind'
  return {
    message: `this machine’s clock is ${formatSpan(Math.abs(aheadMs) / 1000)} ${which} that of the LiveKit server at ${where}`,
  }
}

const formatSpan = (seconds: number): string => {
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
