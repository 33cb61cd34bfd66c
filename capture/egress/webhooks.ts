/**
 * The way of a webhook into the backend: verified, put on the disk, and only then answered; its EgressInfo merged into
 * what is known. What was on the disk and not taken in when the process ended is taken in at the next start.
 */
import type { EgressInfo } from '@livekit/protocol'
import { WebhookEvent } from '@livekit/protocol'
import type { RoomEvent } from '../../core/formats/roomEvents.ts'
import type { WallClock } from '../model/media.ts'
import type { EgressStore } from './egressStore.ts'
import type { SidecarKeeper } from './sidecarKeeper.ts'
import { readRoomEvent } from './webhookEvents.ts'
import type { RefusalReason, WebhookGate } from './webhookGate.ts'
import type { WebhookJournal } from './webhookJournal.ts'

export interface WebhooksOptions {
  readonly gate: WebhookGate
  readonly journal: WebhookJournal
  readonly keeper: Pick<SidecarKeeper, 'take'>
  readonly store: Pick<EgressStore, 'readOffset' | 'putOffset'>
  readonly clock: WallClock
  /** At the start, a journal of more bytes is set aside; 64 MB (some 60,000 webhooks) unless told otherwise. */
  readonly mostJournalBytes?: number
  /** Each webhook that was let in, once; of one that is replayed at a start too. */
  readonly onEvent?: (webhook: ReceivedWebhook) => void
}

const MOST_JOURNAL_BYTES = 64 << 20

export interface ReceivedWebhook {
  readonly event: WebhookEvent
  /** As the room's journal has it; undefined where it has no place for it. */
  readonly roomEvent: RoomEvent | undefined
  /** The merged state, where the webhook was of an egress. */
  readonly egress: EgressInfo | undefined
}

export interface Webhooks {
  /** Takes one in. Throws UserError `webhook_refused` (401) and `disk_full` (5xx: LiveKit sends it again). */
  receive(body: string, authorization: string | undefined): Promise<ReceivedWebhook>
  /**
   * Takes in what the journal has and the store has not; how many there were. Once, before the first `receive`. A journal
   * that has grown long is then set aside: all of it is taken in, and nothing is on its way.
   */
  replay(): Promise<number>
  refused(): Readonly<Record<RefusalReason, number>>
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { gate, journal, keeper, store, clock, onEvent } = options
  /** Ends of lines that are taken in, while an earlier one is not: the offset says that all before it are. */
  const ahead = new Map<number, number>()
  let offset: number | undefined
  let saving: Promise<void> = Promise.resolve()

  const advance = async (startOffset: number, endOffset: number): Promise<void> => {
    offset ??= await store.readOffset()
    ahead.set(startOffset, endOffset)
    const before = offset
    for (let end = ahead.get(offset); end !== undefined; end = ahead.get(offset)) {
      ahead.delete(offset)
      offset = end
    }
    if (offset !== before) await store.putOffset(offset)
  }

  const takeIn = async (event: WebhookEvent, atNs: bigint): Promise<ReceivedWebhook> => {
    const egress = event.egressInfo?.egressId ? await keeper.take(event.egressInfo) : undefined
    const received = { event, roomEvent: readRoomEvent(event, atNs), egress }
    onEvent?.(received)
    return received
  }

  return {
    receive: async (body, authorization) => {
      const atNs = clock.nowNs()
      const event = await gate.verify(body, authorization)
      const { startOffset, endOffset } = await journal.append({ atNs, body })
      const received = await takeIn(event, atNs)
      const save = (): Promise<void> => advance(startOffset, endOffset)
      saving = saving.then(save, save)
      await saving
      return received
    },
    replay: async () => {
      let count = 0
      offset = await store.readOffset()
      // Set aside just before a kill: the new one begins at its beginning.
      if (offset > journal.sizeBytes()) offset = 0
      for await (const { atNs, body, endOffset } of journal.read(offset)) {
        const event = parseBody(body)
        if (event) {
          await takeIn(event, atNs)
          count++
        }
        offset = endOffset
      }
      if (offset >= (options.mostJournalBytes ?? MOST_JOURNAL_BYTES)) {
        await journal.setAside()
        offset = 0
      }
      await store.putOffset(offset)
      return count
    },
    refused: () => gate.refused(),
  }
}

function parseBody(body: string): WebhookEvent | undefined {
  try {
    return WebhookEvent.fromJsonString(body, { ignoreUnknownFields: true })
  } catch {
    return undefined
  }
}
