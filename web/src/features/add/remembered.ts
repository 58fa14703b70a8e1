/** The account one added to last; the next addition begins with it. */

const KEY = 'melo-last-account';

export const rememberedAccount = (): string => localStorage.getItem(KEY) ?? '';
export const rememberAccount = (id: string): void => localStorage.setItem(KEY, id);
