import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStore } from '../../../core/storage/store.ts'

let base: string
let root: string

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'lockstep-folder-'))
  root = join(base, 'bucket')
  await mkdir(join(root, 'inside'), { recursive: true })
  await mkdir(join(base, 'outside'))
  await writeFile(join(base, 'secret.txt'), 'secret')
  await writeFile(join(base, 'outside/secret.txt'), 'secret')
  await writeFile(join(root, 'inside/file.txt'), 'file')
  await symlink(join(base, 'secret.txt'), join(root, 'escaping-file.txt'))
  await symlink(join(base, 'outside'), join(root, 'escaping-folder'))
  await symlink(join(root, 'inside/file.txt'), join(root, 'staying.txt'))
  await symlink(root, join(root, 'inside/loop'))
  await symlink(join(base, 'nowhere'), join(root, 'dangling'))
})

afterAll(() => rm(base, { recursive: true, force: true }))

it('follows no link out of the root and no link to a folder', async () => {
  const store = await openStore(root)
  const keys: string[] = []
  for await (const page of store.list()) keys.push(...page.map((object) => object.key))
  expect(keys).toEqual(['inside/file.txt', 'staying.txt'])
  expect(await store.stat('escaping-file.txt')).toBeUndefined()
  expect(await store.stat('escaping-folder/secret.txt')).toBeUndefined()
  await expect(store.readRange('escaping-file.txt', 0, 9)).rejects.toMatchObject({ code: 'object_missing' })
})

it.each([
  '../secret.txt',
  'inside/../../secret.txt',
  '/etc/passwd',
  './inside/file.txt',
  'inside//file.txt',
  '',
  'a\0b',
])('reads nothing at the key %j', async (key) => {
  const store = await openStore(root)
  expect(await store.stat(key)).toBeUndefined()
  await expect(store.stream(key)).rejects.toMatchObject({ code: 'object_missing' })
  await expect(store.putIfAbsent(key, new Uint8Array(1))).rejects.toMatchObject({ code: 'key_refused' })
})

it('opens the same folder by path and by URL', async () => {
  const byPath = await openStore(root)
  const byUrl = await openStore(pathToFileURL(root).href)
  expect(byUrl.uri).toBe(byPath.uri)
  expect(await byUrl.stat('inside/file.txt')).toEqual(await byPath.stat('inside/file.txt'))
})

it('says which folder is missing, and which scheme it does not know', async () => {
  await expect(openStore(join(base, 'none'))).rejects.toMatchObject({
    code: 'folder_missing',
    message: `${join(base, 'none')} is not there`,
  })
  await expect(openStore(join(base, 'secret.txt'))).rejects.toMatchObject({ code: 'folder_missing' })
  await expect(openStore('gs://bucket/x')).rejects.toMatchObject({ code: 'source_unknown' })
  await expect(openStore('file://host/share')).rejects.toMatchObject({ code: 'source_unknown' })
})
