/**
 * People in a browser: each has a camera whose frames name themselves, a microphone that clicks, and a room of its own.
 * `window.people.create(options)` makes one; everything else is asked of it by its identity.
 */
import { Room, RoomEvent, Track, type LocalTrackPublication } from 'livekit-client'
import { startPicture, type Picture } from './picture.ts'
import { startSound, type Sound } from './sound.ts'
import { nowMs, type Truth } from './truth.ts'

export interface PersonOptions {
  readonly identity: string
  readonly cellId: number
  readonly fps?: number
  readonly width?: number
  readonly height?: number
  readonly codec?: 'vp8' | 'vp9' | 'h264'
  readonly simulcast?: boolean
  readonly red?: boolean
  readonly video?: boolean
  readonly audio?: boolean
}

export interface PublishedIds {
  readonly camera: string | undefined
  readonly microphone: string | undefined
}

class Person {
  readonly #options: PersonOptions
  readonly #sound: Sound | undefined
  readonly #camera: Picture | undefined
  readonly #events: { atMs: number; event: string; trackId?: string }[] = []
  readonly #received: { atMs: number; topic: string | undefined; from: string | undefined; text: string }[] =
    []
  #screen: Picture | undefined
  #screenFrames: Picture['frames'] = []
  #room: Room | undefined
  #publications: LocalTrackPublication[] = []

  constructor(options: PersonOptions, sound: Sound | undefined) {
    const { width = 320, height = 180, fps = 15, cellId } = options
    this.#options = options
    this.#sound = sound
    this.#camera = options.video === false ? undefined : startPicture({ width, height, fps, cellId })
  }

  async join(url: string, token: string): Promise<PublishedIds> {
    const { codec = 'vp8', simulcast = false, red = true } = this.#options
    const room = new Room({ dynacast: false, adaptiveStream: false })
    this.#room = room
    room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) =>
      this.#received.push({
        atMs: nowMs(),
        topic,
        from: participant?.identity,
        text: new TextDecoder().decode(payload),
      }),
    )
    room.on(RoomEvent.Disconnected, () => this.#note('disconnected'))
    room.on(RoomEvent.Reconnected, () => this.#note('reconnected'))
    await room.connect(url, token, { autoSubscribe: false })
    this.#note('joined')
    const { localParticipant } = room
    // Copies: leaving ends what was published, and the person may come again.
    const sound = this.#sound?.track.clone()
    const picture = this.#camera?.track
    const microphone =
      sound &&
      (await localParticipant.publishTrack(sound, { source: Track.Source.Microphone, dtx: true, red }))
    const camera =
      picture &&
      (await localParticipant.publishTrack(picture, {
        source: Track.Source.Camera,
        videoCodec: codec,
        backupCodec: false,
        simulcast,
        videoEncoding: { maxBitrate: 600_000, maxFramerate: 30 },
      }))
    this.#publications = [microphone, camera].filter((one) => one !== undefined)
    for (const { trackSid } of this.#publications) this.#note('published', trackSid)
    return { camera: camera?.trackSid, microphone: microphone?.trackSid }
  }

  async leave(): Promise<void> {
    this.#note('leaving')
    this.stopScreen()
    // The tracks stay ours: the person may come again.
    await this.#room?.disconnect(false)
    this.#room = undefined
    this.#note('left')
  }

  async mute(kind?: 'audio' | 'video'): Promise<void> {
    this.#note('mute')
    await Promise.all(this.#chosen(kind).map((one) => one.mute()))
    this.#note('muted')
  }

  async unmute(kind?: 'audio' | 'video'): Promise<void> {
    this.#note('unmute')
    await Promise.all(this.#chosen(kind).map((one) => one.unmute()))
    this.#note('unmuted')
  }

  #chosen(kind: 'audio' | 'video' | undefined): LocalTrackPublication[] {
    return this.#publications.filter((one) => kind === undefined || String(one.kind) === kind)
  }

  async shareScreen(): Promise<string | undefined> {
    const { cellId } = this.#options
    const screen = startPicture({ width: 640, height: 360, fps: 10, cellId: (cellId + 128) & 0xff })
    this.#screen = screen
    this.#screenFrames = screen.frames
    const published = await this.#room?.localParticipant.publishTrack(screen.track, {
      source: Track.Source.ScreenShare,
      videoCodec: 'vp8',
      simulcast: false,
    })
    this.#note('screen', published?.trackSid)
    return published?.trackSid
  }

  stopScreen(): void {
    if (!this.#screen) return
    void this.#room?.localParticipant.unpublishTrack(this.#screen.track)
    this.#screen.stop()
    this.#screen = undefined
    this.#note('screen_ended')
  }

  async sendData(text: string, topic: string, reliable = true): Promise<void> {
    await this.#room?.localParticipant.publishData(new TextEncoder().encode(text), { topic, reliable })
  }

  async sendText(text: string, topic: string): Promise<void> {
    await this.#room?.localParticipant.sendText(text, { topic })
  }

  async sendChat(text: string): Promise<void> {
    await this.#room?.localParticipant.sendChatMessage(text)
  }

  truth(): Truth {
    return {
      cellId: this.#options.cellId,
      camera: this.#camera?.frames ?? [],
      screen: this.#screenFrames,
      sampleRateHz: this.#sound?.sampleRateHz ?? 0,
      sound: this.#sound?.rendered ?? [],
      clicks: this.#sound?.clicks ?? [],
      events: this.#events,
      received: this.#received,
    }
  }

  #note(event: string, trackId?: string): void {
    this.#events.push({ atMs: nowMs(), event, ...(trackId === undefined ? {} : { trackId }) })
  }
}

const created = new Map<string, Person>()

export const people = {
  create: async (options: PersonOptions): Promise<void> => {
    const sound = options.audio === false ? undefined : await startSound()
    created.set(options.identity, new Person(options, sound))
  },
  get: (identity: string): Person => {
    const person = created.get(identity)
    if (!person) throw new Error(`nobody is called ${identity}`)
    return person
  },
}

declare global {
  interface Window {
    people: typeof people
  }
}
window.people = people
