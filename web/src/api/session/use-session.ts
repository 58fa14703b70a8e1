/** The session's state in a component. */
import { useSyncExternalStore } from 'react';
import { onSession, type SessionState, sessionState } from './session-state.ts';

export const useSession = (): SessionState => useSyncExternalStore(onSession, sessionState);
