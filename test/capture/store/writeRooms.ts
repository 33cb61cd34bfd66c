/** Makes rooms without end and prints each one's name once the store has it; ended by a signal. */
import { findProject } from '../../../capture/store/projects.ts'
import { createRoom } from '../../../capture/store/rooms.ts'
import { addProject, addRoom, openTestStore } from './support.ts'

const store = await openTestStore(process.argv[2])
if (!findProject(store, 'study')) addProject(store)
for (let index = 0; ; index += 1) {
  const name = `r-${process.pid}-${index}`
  createRoom(store, 'study', { name, ...addRoom })
  process.stdout.write(`${name}\n`)
}
