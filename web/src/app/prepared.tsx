/**
 * Parts that no page shows at first. They are loaded when the browser has nothing else to do, and are there at once when they are
 * asked for afterwards. What is typed while one is still loading goes to the field that it focuses.
 */
import { type ComponentType, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { text } from '../i18n/text.ts';
import { FailureNote } from '../ui/feedback/notes.tsx';
import style from './shell.module.css';

/** So that a busy browser loads them, too. */
const MAX_WAIT_MS = 2000;

export type Part<Props> = { readonly load: () => Promise<ComponentType<Props>>; loaded?: ComponentType<Props> };

export const newPart = <Props extends object>(load: () => Promise<ComponentType<Props>>): Part<Props> => ({ load });

async function loadPart<Props>(part: Part<Props>): Promise<void> {
  part.loaded ??= await part.load();
}

type PreparedProps<Props> = { readonly part: Part<Props>; readonly props: Props };

/** A part that the user has asked for, and that takes the focus. */
export function Prepared<Props extends object>({ part, props }: PreparedProps<Props>) {
  const { Loaded, failed, retry } = useLoaded(part);
  if (Loaded) return <Loaded {...props} />;
  return failed ? <Missing retry={retry} /> : <TypedAhead />;
}

/** Over the page, which stays usable. */
const Missing = ({ retry }: { readonly retry: () => void }) => (
  <div className={style['missing']}>
    <FailureNote cause={text('errors.part-not-loaded')} retry={retry} />
  </div>
);

/** A part that nobody waits for: keys go on to the page. While it cannot be loaded, the page does without it. */
export function Background<Props extends object>({ part, props }: PreparedProps<Props>) {
  const { Loaded, failed, retry } = useLoaded(part);
  useEffect(() => {
    if (!failed) return;
    // The network is back, or somebody is.
    const events = ['online', 'focus', 'pointerdown', 'keydown'] as const;
    for (const event of events) addEventListener(event, retry, { once: true });
    return () => {
      for (const event of events) removeEventListener(event, retry);
    };
  }, [failed, retry]);
  return Loaded ? <Loaded {...props} /> : null;
}

function useLoaded<Props>(part: Part<Props>) {
  const [, setLoaded] = useState(part.loaded !== undefined);
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    if (part.loaded) return;
    loadPart(part).then(
      () => setLoaded(true),
      () => setFailed(true),
    );
  }, [part]);
  useEffect(load, [load]);
  return { Loaded: part.loaded, failed, retry: load };
}

/** Whether the page is shown and the browser is idle; loads parts then. */
export function useIdle(part?: Part<never>): boolean {
  const [isIdle, setIsIdle] = useState(false);
  useEffect(() => {
    const start = () => {
      // What fails here is tried again, and reported, when the part is asked for.
      if (part) loadPart(part).catch(() => undefined);
      setIsIdle(true);
    };
    // Safari has no idle callbacks.
    if (typeof requestIdleCallback === 'undefined') {
      const timer = setTimeout(start, MAX_WAIT_MS);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(start, { timeout: MAX_WAIT_MS });
    return () => cancelIdleCallback(handle);
  }, [part]);
  return isIdle;
}

function TypedAhead() {
  useLayoutEffect(() => {
    let typed = '';
    const keep = (event: KeyboardEvent) => {
      if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      typed += event.key;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener('keydown', keep, { capture: true });
    return () => {
      removeEventListener('keydown', keep, { capture: true });
      // After the part's own effects, by which it has the focus, and before the next key. It is the only way to insert text as if typed.
      if (typed !== '') queueMicrotask(() => document.execCommand('insertText', false, typed));
    };
  }, []);
  return null;
}
