/** The refresh cookie of browsers: HttpOnly, only for AuthService, named after the port, because localhost cookies ignore it. */

const MAX_AGE_SECONDS = 30 * 24 * 3600;
const PATH = '/melo.users.v1.AuthService/';

export type RefreshCookie = ReturnType<typeof refreshCookie>;

export function refreshCookie(publicUrl: string) {
  const { port, protocol } = new URL(publicUrl);
  const name = `melo_refresh_${port || '443'}`;
  const attributes = `Path=${PATH}; HttpOnly; SameSite=Strict${protocol === 'https:' ? '; Secure' : ''}`;
  return {
    set: (token: string): string => `${name}=${token}; Max-Age=${MAX_AGE_SECONDS}; ${attributes}`,
    clear: (): string => `${name}=; Max-Age=0; ${attributes}`,
    read: (header: string | null): string =>
      (header ?? '')
        .split(/;\s*/)
        .find((pair) => pair.startsWith(`${name}=`))
        ?.slice(name.length + 1) ?? '',
  };
}
