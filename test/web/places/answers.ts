/** What a server with two sessions says; a test puts its own answers in place of some. */
import { formatLog } from '../../support/formatLog.ts'
import { makeSession } from '../makeSession.ts'
import type { Answer } from './servePage.ts'

export const session = makeSession({ logCount: 3 })
export const other = makeSession({
  sessionId: 'RM_2',
  roomName: 'Whole class',
  findings: 0,
  headline: null,
  durationUs: 50e6,
})

const at = (seconds: number): bigint => BigInt(session.epochWallUs + seconds * 1e6) * 1000n

export const log = formatLog(
  ['answer', 'draw', 'chat'].map((topic, index) => ({
    recv_ns: at(10 + index * 10),
    sender_ns: null,
    sender: index === 1 ? 'mia' : 'leo',
    topic,
    payload: JSON.stringify({ n: index }),
  })),
  session.epochWallUs,
)

export const CONFIG = {
  version: '0',
  catalog: 'c.duckdb',
  mediaOrigin: 'http://127.0.0.1:9',
  demo: false,
  catalogState: 'open',
  lock: null,
  offersDemo: false,
} as const

export const ANSWERS: Readonly<Record<string, Answer>> = {
  'GET /api/config': { json: CONFIG },
  'GET /api/sessions': { json: [session, other] },
  'GET /api/sessions/RM_1': { json: session },
  'GET /api/sessions/RM_1/log': { bytes: log },
  'GET /api/sessions/RM_1/corrections': { json: [] },
  'GET /api/sessions/RM_1/annotations': {
    json: { clockVersion: session.clockVersion, tiers: [], annotations: [] },
  },
  'GET /api/jobs': { json: [] },
}

export const problem = (status: number, code: string, message: string): Answer => ({
  status,
  json: { code, message, hint: 'Do this.' },
})
