/** Cookies of browsers: HttpOnly, only for AuthService, named after the port, because localhost cookies ignore it. */

const DAY_SECONDS = 24 * 3600;
const PATH = '/melo.users.v1.AuthService/';

/** refresh: the refresh token · device: signed in here before · registration: registered here. */
const LIFETIMES = { refresh: 14 * DAY_SECONDS, device: 400 * DAY_SECONDS, registration: DAY_SECONDS } as const;

export type Cookies = ReturnType<typeof createCookies>;
export type Cookie = Cookies[keyof typeof LIFETIMES];

export function createCookies(publicUrl: string) {
  const { port, protocol } = new URL(publicUrl);
  const attributes = `Path=${PATH}; HttpOnly; SameSite=Strict${protocol === 'https:' ? '; Secure' : ''}`;
  const cookie = (kind: keyof typeof LIFETIMES) => {
    const name = `melo_${kind}_${port || '443'}`;
    return {
      set: (value: string): string => `${name}=${value}; Max-Age=${LIFETIMES[kind]}; ${attributes}`,
      clear: (): string => `${name}=; Max-Age=0; ${attributes}`,
      read: (headers: Headers): string =>
        (headers.get('cookie') ?? '')
          .split(/;\s*/)
          .find((pair) => pair.startsWith(`${name}=`))
          ?.slice(name.length + 1) ?? '',
    };
  };
  return { refresh: cookie('refresh'), device: cookie('device'), registration: cookie('registration') };
}
