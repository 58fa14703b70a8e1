/** Where drafts are kept: what was typed in the storage of this tab, a chosen file beside it. Both until the user signs out. */

export const DRAFT_PREFIX = 'melo-draft:';
const DATABASE = 'melo-drafts';
const STORE = 'files';
const TAB_KEY = 'melo-tab';
/** What a tab left behind that was closed. */
const MAX_AGE_MS = 24 * 60 * 60_000;

type KeptFile = { readonly content: Uint8Array<ArrayBuffer>; readonly time: number };

export function clearDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT_PREFIX)) sessionStorage.removeItem(key);
  indexedDB.deleteDatabase(DATABASE);
}

/** Keeps the content of this tab's file in place of an earlier one. */
export async function keepContent(content: Uint8Array<ArrayBuffer>): Promise<void> {
  const database = await open();
  const store = database.transaction(STORE, 'readwrite').objectStore(STORE);
  const [keys, files] = await Promise.all([answer(store.getAllKeys()), answer<KeptFile[]>(store.getAll())]);
  keys.forEach((key, i) => {
    if (files[i]!.time < Date.now() - MAX_AGE_MS) store.delete(key);
  });
  await answer(store.put({ content, time: Date.now() } satisfies KeptFile, thisTab()));
  database.close();
}

export async function keptContent(): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const database = await open();
  const store = database.transaction(STORE).objectStore(STORE);
  const kept = await answer<KeptFile | undefined>(store.get(thisTab()));
  database.close();
  return kept?.content;
}

/** A name that the tab has until it is closed. */
function thisTab(): string {
  const name = sessionStorage.getItem(TAB_KEY) ?? crypto.randomUUID();
  sessionStorage.setItem(TAB_KEY, name);
  return name;
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answer(request);
}

const answer = <Result>(request: IDBRequest<Result>): Promise<Result> =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
