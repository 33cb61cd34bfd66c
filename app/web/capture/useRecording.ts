/** Starting and stopping the recordings of a room, or one track's. A refusal is shown as a notification. */
import { useMutation } from '@tanstack/react-query'
import { say } from './said.ts'
import { roomPath } from './projects.ts'
import { askAs } from './signedIn.ts'

export function useRecording(project: string, room: string, trackId?: string) {
  return useMutation({
    mutationFn: (act: 'start' | 'stop') =>
      askAs<unknown>(`${roomPath(project, room)}/recording/${act}`, {
        method: 'POST',
        body: trackId === undefined ? {} : { trackId },
      }),
    onError: (error, act) => say(`Recording could not ${act}`, error),
  })
}
