import { EgressInfo, EgressStatus, FileInfo } from '@livekit/protocol'
import { spawn } from 'node:child_process'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { describe, expect, it } from 'vitest'
import { addConsent, listConsents } from '../../../capture/store/consents.ts'
import { checkKey, createKey, findKey, listKeys, revokeKey } from '../../../capture/store/keys.ts'
import { findLink, listLinks, putLink } from '../../../capture/store/links.ts'
import {
  deleteProject,
  findConsentText,
  getProject,
  listProjects,
  readAccess,
  updateProject,
} from '../../../capture/store/projects.ts'
import {
  findRecording,
  listOpenRecordings,
  putRecording,
  sumRecordings,
} from '../../../capture/store/recordings.ts'
import { createRoom, deleteRoom, listRooms, updateRoom } from '../../../capture/store/rooms.ts'
import type { CaptureStore } from '../../../capture/store/store.ts'
import { createSecretBox } from '../../../capture/store/secretBox.ts'
import { putJoined, putLeft, readUsage } from '../../../capture/store/usage.ts'
import { addProject, addRoom, makeFolder, openTestStore, SECRETS } from './support.ts'

/** Each byte of every file of the state. */
async function readState(folder: string): Promise<string> {
  const names = await readdir(folder)
  const files = await Promise.all(names.map((name) => readFile(join(folder, name), 'latin1')))
  return files.join('\n')
}

describe('keys', () => {
  it('opens with its own secret, until it is revoked', async () => {
    const store = await openTestStore()
    const made = await createKey(store, { label: 'desk', scopes: ['watch', 'operate'], project: 'study' })
    const other = await createKey(store, { label: 'other', scopes: ['admin'] })
    expect(await checkKey(store, made.key, made.secret)).toMatchObject({ scopes: ['watch', 'operate'] })
    expect(await checkKey(store, made.key, other.secret)).toBeUndefined()
    expect(await checkKey(store, 'LK_none', made.secret)).toBeUndefined()
    expect(revokeKey(store, made.key)).toBe(true)
    expect(revokeKey(store, 'LK_none')).toBe(false)
    expect(await checkKey(store, made.key, made.secret)).toBeUndefined()
    expect(findKey(store, made.key)?.revokedAt).toBeDefined()
    expect(JSON.stringify(listKeys(store))).not.toContain(made.secret)
    store.close()
  })
})

describe('projects', () => {
  it('gives its secrets to those who open a server or bucket, and to nobody else', async () => {
    const store = await openTestStore()
    const project = addProject(store)
    const access = readAccess(store, 'study')
    expect(access).toMatchObject({ livekitApiSecret: SECRETS.livekitApiSecret })
    expect(access.s3).toEqual({
      accessKeyId: SECRETS.accessKeyId,
      secretAccessKey: SECRETS.secretAccessKey,
    })
    for (const secret of Object.values(SECRETS))
      expect(JSON.stringify([project, listProjects(store)])).not.toContain(secret)
    expect(() => addProject(store)).toThrow(/there is a project study/)
    store.close()
  })

  it('keeps each text of consent for ever, and counts changes alone', async () => {
    const store = await openTestStore()
    addProject(store)
    createRoom(store, 'study', { name: 'r1', ...addRoom })
    expect(updateProject(store, 'study', { consentText: 'second' }).consentVersion).toBe(2)
    expect(updateProject(store, 'study', { consentText: 'second' }).consentVersion).toBe(2)
    addConsent(store, 'study', { room: 'r1', identity: 'alice', name: 'Alice', version: 2 })
    deleteProject(store, 'study')
    expect(() => getProject(store, 'study')).toThrow(/no project study/)
    expect(listRooms(store, 'study')).toEqual([])
    expect(listConsents(store, 'study', 'r1')).toHaveLength(1)
    expect(addProject(store).consentVersion).toBe(3)
    expect(findConsentText(store, 'study', 2)).toBe('second')
    store.close()
  })

  it('hands nothing of a former project or server on: neither its keys nor the way of its browsers', async () => {
    const store = await openTestStore()
    addProject(store)
    const { key } = await createKey(store, { label: 'assistant', scopes: ['watch'], project: 'study' })
    const livekitPublicUrl = 'wss://former.example'
    updateProject(store, 'study', { livekitPublicUrl })
    expect(readAccess(store, 'study').joinUrl).toBe(livekitPublicUrl)
    updateProject(store, 'study', { livekitUrl: 'http://127.0.0.1:7880' })
    expect(readAccess(store, 'study').joinUrl).toBe('ws://127.0.0.1:7880')
    updateProject(store, 'study', { livekitPublicUrl })
    updateProject(store, 'study', { livekitUrl: 'http://127.0.0.1:7880', recorder: 'egress' })
    expect(readAccess(store, 'study').joinUrl).toBe(livekitPublicUrl)
    deleteProject(store, 'study')
    addProject(store, 'study', 'http://127.0.0.1:7880')
    expect(readAccess(store, 'study').joinUrl).toBe('ws://127.0.0.1:7880')
    expect(findKey(store, key)?.revokedAt).toBeDefined()
    store.close()
  })
})

describe('rooms and links', () => {
  it('keeps one link a person and room, which can be shown again', async () => {
    const store = await openTestStore()
    addProject(store)
    createRoom(store, 'study', { name: 'r1', title: 'One', date: '2026-11-22', ...addRoom })
    const link = putLink(store, 'study', { room: 'r1', identity: 'alice', name: 'Alice' })
    const again = putLink(store, 'study', {
      room: 'r1',
      identity: 'alice',
      name: 'Alice B',
      metadata: { seat: '4' },
    })
    expect(again).toEqual({ ...link, name: 'Alice B', metadata: { seat: '4' } })
    expect(listLinks(store, 'study', 'r1')).toEqual([again])
    expect(findLink(store, link.code)).toEqual(again)
    expect(findLink(store, 'nothing')).toBeUndefined()
    expect(Buffer.from(link.code, 'base64url')).toHaveLength(16)
    expect(updateRoom(store, 'study', { name: 'r1', patch: { autoRecord: false } })).toMatchObject({
      title: 'One',
      autoRecord: false,
      date: '2026-11-22',
    })
    expect(() => createRoom(store, 'study', { name: 'r1', ...addRoom })).toThrow(/has a room r1/)
    deleteRoom(store, 'study', 'r1')
    expect(findLink(store, link.code)).toBeUndefined()
    store.close()
  })
})

const info = (status: EgressStatus, egressId = 'EG_1'): EgressInfo =>
  new EgressInfo({
    egressId,
    roomId: 'RM_1',
    roomName: 'r1',
    status,
    startedAt: 1_795_252_121_441_000_000n,
    request: { case: 'track', value: { roomName: 'r1', trackId: 'TR_1' } },
    fileResults: [new FileInfo({ duration: 2_500_000_000n, size: 1000n })],
  })

describe('recordings and usage', () => {
  it('keeps the latest state, and a final one against late messages', async () => {
    const store = await openTestStore()
    addProject(store)
    const about = { identity: 'alice', source: 'camera' }
    expect(putRecording(store, 'study', { info: info(EgressStatus.EGRESS_STARTING), about })).toBe(true)
    expect(listOpenRecordings(store, 'study')).toHaveLength(1)
    expect(putRecording(store, 'study', { info: info(EgressStatus.EGRESS_COMPLETE) })).toBe(true)
    expect(putRecording(store, 'study', { info: info(EgressStatus.EGRESS_ACTIVE) })).toBe(false)
    expect(putRecording(store, 'other', { info: info(EgressStatus.EGRESS_FAILED) })).toBe(false)
    expect(findRecording(store, 'EG_1')?.state).toEqual({
      egressId: 'EG_1',
      trackId: 'TR_1',
      identity: 'alice',
      source: 'camera',
      status: 'complete',
      startedAt: '2026-11-21T09:08:41.441Z',
      durationSeconds: 2.5,
      sizeBytes: 1000,
    })
    expect(findRecording(store, 'EG_1')?.info.startedAt).toBe(1_795_252_121_441_000_000n)
    expect(listOpenRecordings(store, 'study', 'r1')).toEqual([])
    store.close()
  })

  it('sums a room’s day once for each person and recording', async () => {
    const store = await openTestStore()
    const seen = { room: 'r1', roomId: 'RM_1', joinedAt: '2026-11-21T08:00:00.000Z' }
    putJoined(store, 'study', { ...seen, identity: 'alice' })
    putJoined(store, 'study', { ...seen, identity: 'alice' })
    putJoined(store, 'study', { ...seen, identity: 'bob' })
    putLeft(store, 'study', { ...seen, identity: 'bob', leftAt: '2026-11-21T09:00:00.000Z' })
    for (const id of ['EG_1', 'EG_2', 'EG_2'])
      putRecording(store, 'study', { info: info(EgressStatus.EGRESS_COMPLETE, id) })
    const row = {
      room: 'r1',
      day: '2026-11-21',
      people: 2,
      recordings: 2,
      recordedSeconds: 5,
      recordedBytes: 2000,
    }
    expect(readUsage(store, 'study')).toEqual([row])
    expect(readUsage(store, 'study', { from: '2026-11-22' })).toEqual([])
    expect(readUsage(store, 'other')).toEqual([])
    // One who came on a day of which nothing was recorded, and the other way about.
    putJoined(store, 'study', { ...seen, identity: 'carol', joinedAt: '2026-11-22T23:59:59.999Z' })
    putRecording(store, 'study', { info: new EgressInfo({ ...info(3, 'EG_3'), roomName: 'r0' }) })
    expect(readUsage(store, 'study').map(({ room, people }) => [room, people])).toEqual([
      ['r0', 0],
      ['r1', 2],
      ['r1', 1],
    ])
    expect(readUsage(store, 'study', { to: '2026-11-21' })).toHaveLength(2)
    expect(sumRecordings(store, 'study', 'r1')).toEqual({ seconds: 5, bytes: 2000 })
    expect(sumRecordings(store, 'study', 'r9')).toEqual({ seconds: 0, bytes: 0 })
    store.close()
  })

  it('reads no recording but those it is asked for, however many there are', async () => {
    const store = await openTestStore()
    const asked: string[] = []
    const spied: CaptureStore = {
      ...store,
      all: (sql, ...values) => (asked.push(sql), store.all(sql, ...values)),
      get: (sql, ...values) => (asked.push(sql), store.get(sql, ...values)),
    }
    listOpenRecordings(spied, 'study', 'r1')
    sumRecordings(spied, 'study', 'r1')
    readUsage(spied, 'study', { from: '2026-11-21', to: '2026-11-21' })
    const plans = asked.flatMap((sql) => store.all(`EXPLAIN QUERY PLAN ${sql}`).map(({ detail }) => detail))
    expect(plans.filter((detail) => /SEARCH|SCAN (?:recordings|attendance)/.test(String(detail)))).toEqual([
      'SEARCH recordings USING INDEX recordings_open (project=?)',
      'SEARCH recordings USING COVERING INDEX recordings_of_room (project=? AND room=?)',
      'SEARCH attendance USING COVERING INDEX attendance_of_day (project=? AND joined_at>? AND joined_at<?)',
      'SEARCH recordings USING COVERING INDEX recordings_of_day (project=? AND day>? AND day<?)',
    ])
    store.close()
  })
})

describe('secrets at rest', () => {
  it('are in no byte of the state', async () => {
    const store = await openTestStore()
    addProject(store)
    createRoom(store, 'study', { name: 'r1', ...addRoom })
    const link = putLink(store, 'study', { room: 'r1', identity: 'alice', name: 'Alice-in-the-clear' })
    const key = await createKey(store, { label: 'desk', scopes: ['admin'] })
    const state = await readState(store.folder)
    // What is no secret is there to be found: the search itself works.
    expect(state).toContain('Alice-in-the-clear')
    for (const secret of [...Object.values(SECRETS), link.code, key.secret])
      expect(state).not.toContain(secret)
    expect((await stat(join(store.folder, 'capture.key'))).mode & 0o777).toBe(0o600)
    store.close()
  })

  it('open with their own key and at their own place alone', () => {
    const box = createSecretBox(Buffer.alloc(32, 1))
    const sealed = box.seal('a/secret', 'word')
    expect(box.open('a/secret', sealed)).toBe('word')
    expect(() => box.open('b/secret', sealed)).toThrow(/does not open b/)
    expect(() => createSecretBox(Buffer.alloc(32, 2)).open('a/secret', sealed)).toThrow(/does not open/)
    for (let at = 0; at < sealed.length; at += 1) {
      const bent = sealed.slice()
      bent[at]! ^= 1
      expect(() => box.open('a/secret', bent)).toThrow(/does not open/)
    }
  })

  it('say at the start that the key is another', async () => {
    const store = await openTestStore()
    store.close()
    const keyFile = join(store.folder, 'capture.key')
    await rm(keyFile)
    await expect(openTestStore(store.folder)).rejects.toMatchObject({ code: 'capture_key_wrong' })
    await writeFile(keyFile, 'short')
    await expect(openTestStore(store.folder)).rejects.toMatchObject({ code: 'capture_key_wrong' })
  })
})

describe('the file', () => {
  it('belongs to one at a time', async () => {
    const store = await openTestStore()
    await expect(openTestStore(store.folder)).rejects.toMatchObject({ code: 'state_locked' })
    store.close()
    const again = await openTestStore(store.folder)
    again.run('PRAGMA user_version = 99')
    again.close()
    await expect(openTestStore(store.folder)).rejects.toMatchObject({ code: 'state_newer' })
  })

  it('undoes half of a transaction', async () => {
    const store = await openTestStore()
    expect(() =>
      store.transact(() => {
        addProject(store)
        throw new Error('half-way')
      }),
    ).toThrow('half-way')
    expect(listProjects(store)).toEqual([])
    store.close()
  })

  it('holds all that was acknowledged before a kill -9', async () => {
    const folder = await makeFolder()
    for (let round = 0; round < 2; round += 1) {
      const acknowledged = await killWriter(folder, 25)
      const store = await openTestStore(folder)
      const names = new Set(listRooms(store, 'study').map(({ name }) => name))
      expect(acknowledged.length).toBeGreaterThanOrEqual(25)
      expect(acknowledged.filter((name) => !names.has(name))).toEqual([])
      store.close()
    }
  })
})

/** Runs a process that makes rooms and says each one once it is kept; kills it after `count` of them. */
function killWriter(folder: string, count: number): Promise<string[]> {
  const child = spawn(execPath, [join(import.meta.dirname, 'writeRooms.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  return new Promise((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.split('\n').length > count) child.kill('SIGKILL')
    })
    child.once('close', () => resolve(said.split('\n').slice(0, -1)))
  })
}
