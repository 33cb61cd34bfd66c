/** What is said where something of a withheld person is asked for. */
import { UserError } from '../core/model/index.ts'

/** Returns the UserError `withheld`. */
export const describeWithheld = ({ identity, reason }: { identity: string; reason: string }): UserError =>
  new UserError('withheld', `${identity} is withheld: ${reason}`, {
    hint: 'Whoever may take that back does so in the workbench, or with lockstep withhold --undo.',
  })
