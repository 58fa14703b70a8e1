/** The account that was used last. It is preselected for the next transaction. */

const KEY = 'melo-last-account';

export const rememberedAccount = (): string => localStorage.getItem(KEY) ?? '';
export const rememberAccount = (id: string): void => localStorage.setItem(KEY, id);
