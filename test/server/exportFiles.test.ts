import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UserError } from '../../core/model/index.ts'
import {
  exportDetailSchema,
  jobSchema,
  type ExportPlan,
  type ExportRequest,
} from '../../core/protocol/index.ts'
import { revealFolder } from '../../app/server/revealFolder.ts'
import { createTestServer, type TestServer } from './support.ts'

const request: ExportRequest = { sessionId: 'one', fromUs: 0, toUs: 1_000_000, tracks: ['ann/microphone'] }
const plan: ExportPlan = {
  sessionId: 'one',
  fromUs: 0,
  toUs: 1_000_000,
  folderName: 'one_x',
  clips: [],
  omissions: [],
  logRows: 0,
}
const manifest = {
  clips: [
    { file: 'media/ann.ogg', kind: 'audio', sizeBytes: 10 },
    { file: '../secret.txt', kind: 'video', sizeBytes: 6 },
    { file: 'media/link.ogg', kind: 'audio', sizeBytes: 6 },
    { file: 'media/gone.mp4', kind: 'video', sizeBytes: 5 },
  ],
  logs: [{ files: [{ file: 'logs/chat.csv', sizeBytes: 3 }] }],
}

let server: TestServer
let exportId = ''
const asked: ExportRequest[] = []
const revealed: string[] = []
beforeAll(async () => {
  server = await createTestServer({
    planExport: async () => plan,
    executeExport: async (_catalog, wanted) => {
      asked.push(wanted)
      return { folder: path.join(server.folder, 'one_x'), manifest }
    },
    reveal: async (folder) => void revealed.push(folder),
  })
  const folder = path.join(server.folder, 'one_x')
  await mkdir(path.join(folder, 'media'), { recursive: true })
  await mkdir(path.join(folder, 'logs'))
  await writeFile(path.join(folder, 'media', 'ann.ogg'), '0123456789')
  await writeFile(path.join(folder, 'logs', 'chat.csv'), 'a,b')
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest))
  await symlink(path.join(server.folder, 'secret.txt'), path.join(folder, 'media', 'link.ogg'))
  const job = jobSchema.parse(await (await server.post('/api/exports', request)).json())
  exportId = job.jobId
  await server.jobs.settled(exportId)
}, 60_000)
afterAll(() => server.close())

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code: string }).code]

describe('a finished export', () => {
  it('tells its request, plan, manifest and the files the manifest names', async () => {
    const detail = exportDetailSchema.parse(await (await server.ask(`/api/exports/${exportId}`)).json())
    expect(detail).toMatchObject({ exportId, request, plan, manifest })
    expect(detail.files.map(({ name, kind, isThere }) => [name, kind, isThere])).toEqual([
      ['media/ann.ogg', 'audio', true],
      ['../secret.txt', 'video', true],
      ['media/link.ogg', 'audio', true],
      ['media/gone.mp4', 'video', false],
      ['logs/chat.csv', 'log', true],
      ['manifest.json', 'manifest', true],
    ])
  })

  it('serves a file whole or in ranges, to be opened or saved', async () => {
    const whole = await server.ask(`/api/exports/${exportId}/files/0`)
    expect([whole.status, whole.headers.get('content-type'), await whole.text()]).toEqual([
      200,
      'audio/ogg',
      '0123456789',
    ])
    const part = await server.ask(`/api/exports/${exportId}/files/0`, { headers: { range: 'bytes=2-4' } })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 2-4/10',
      '234',
    ])
    const beyond = await server.ask(`/api/exports/${exportId}/files/0`, { headers: { range: 'bytes=10-' } })
    expect(beyond.status).toBe(416)
    const saved = await server.ask(`/api/exports/${exportId}/files/4?download`)
    expect(saved.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''chat.csv")
    const etag = whole.headers.get('etag') ?? ''
    const known = await server.ask(`/api/exports/${exportId}/files/0`, { headers: { 'if-none-match': etag } })
    expect(known.status).toBe(304)
  })

  it.each([1, 2, 3, 99, -1, 'x', '..%2f..%2fsecret.txt'])(
    'gives nothing outside its folder for %s',
    async (index) => {
      expect(await codeOf(await server.ask(`/api/exports/${exportId}/files/${index}`))).toEqual([
        404,
        'export_file_missing',
      ])
    },
  )

  it('is shown in the file manager, and asked for again as it was', async () => {
    expect((await server.post(`/api/exports/${exportId}/reveal`, {})).status).toBe(200)
    expect(revealed).toEqual([path.join(server.folder, 'one_x')])
    const again = jobSchema.parse(await (await server.post(`/api/exports/${exportId}/replay`, {})).json())
    expect(again.jobId).not.toBe(exportId)
    await server.jobs.settled(again.jobId)
    expect(asked).toEqual([request, request])
  })

  it('is missing where there is none', async () => {
    for (const answer of [
      await server.ask('/api/exports/nothing'),
      await server.ask('/api/exports/nothing/files/0'),
      await server.post('/api/exports/nothing/reveal', {}),
      await server.post('/api/exports/nothing/replay', {}),
    ])
      expect(await codeOf(answer)).toEqual([404, 'export_missing'])
  })
})

describe('revealFolder', () => {
  it('names the folder where the machine has no desktop, and says so where it is gone', async () => {
    const machine = { platform: 'linux' as const, env: {} }
    const folder = path.join(server.folder, 'one_x')
    await expect(revealFolder(folder, machine)).rejects.toMatchObject({
      code: 'reveal_failed',
      hint: `The folder is ${folder}.`,
    })
    const gone = path.join(server.folder, 'gone')
    await rm(gone, { force: true })
    await expect(revealFolder(gone, machine)).rejects.toBeInstanceOf(UserError)
  })
})
