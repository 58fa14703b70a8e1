/** Parts of the address that guest pages read. */

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

export const readToken = (search: Record<string, unknown>): { token?: string } =>
  text(search['token']) ? { token: String(search['token']) } : {};
