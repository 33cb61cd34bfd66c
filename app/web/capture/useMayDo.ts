/** What the token of this tab allows. */
import { useStore } from 'zustand'
import type { Scope } from '../../../capture/model/api.types.ts'
import { mayDo, signedIn } from './signedIn.ts'

export const useMayDo = (scope: Scope): boolean => useStore(signedIn, ({ bearer }) => mayDo(bearer, scope))
