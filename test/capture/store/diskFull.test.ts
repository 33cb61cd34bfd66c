import { expect, it } from 'vitest'
import { findProject, listProjects, updateProject } from '../../../capture/store/projects.ts'
import { addProject, openTestStore } from './support.ts'

it('says that the disk is full, changes nothing then, and goes on once there is room', async () => {
  const store = await openTestStore()
  addProject(store)
  const limit = (pages: number) => store.get(`PRAGMA max_page_count = ${pages}`)
  // No more than there are already.
  limit(1)
  const patch = { consentText: 'x'.repeat(100_000) }
  const full = expect.objectContaining({ code: 'disk_full', message: expect.stringContaining(store.folder) })
  expect(() => updateProject(store, 'study', patch)).toThrow(full)
  expect(() => store.run('INSERT INTO marks VALUES (?, ?)', 'big', Buffer.alloc(100_000))).toThrow(full)
  expect(findProject(store, 'study')).toMatchObject({ consentVersion: 1 })
  limit(100_000)
  expect(updateProject(store, 'study', patch)).toMatchObject({ consentVersion: 2 })
  expect(listProjects(store)).toHaveLength(1)
  store.close()
})
